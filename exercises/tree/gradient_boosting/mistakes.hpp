// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include "bin_mistakes.hpp"
#include "fit_mistakes.hpp"
#include "formula_mistakes.hpp"
