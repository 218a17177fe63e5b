// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include "adam_mistakes.hpp"
#include "descent_mistakes.hpp"
#include "schedule_mistakes.hpp"
