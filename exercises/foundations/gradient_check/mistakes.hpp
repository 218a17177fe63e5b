// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include "comparison_mistakes.hpp"
#include "difference_mistakes.hpp"
