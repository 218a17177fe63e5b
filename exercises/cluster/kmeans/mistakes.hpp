// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include "centroid_mistakes.hpp"
#include "seeding_mistakes.hpp"
