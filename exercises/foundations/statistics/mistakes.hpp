// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include "mistakes_probabilities.hpp"
#include "mistakes_tables.hpp"
