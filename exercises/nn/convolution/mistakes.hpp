// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include "convolution_mistakes.hpp"
#include "pooling_mistakes.hpp"
