// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include "distribution_mistakes.hpp"
#include "exponential_mistakes.hpp"
