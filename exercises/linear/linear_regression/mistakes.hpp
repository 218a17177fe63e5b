// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include "descent_mistakes.hpp"
#include "ridge_mistakes.hpp"
