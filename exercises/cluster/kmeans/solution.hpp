// The library is the answer key.
#pragma once

#include <mlcore/cluster/kmeans/naive.hpp>

namespace exercise {
using namespace mlcore;
using kmeans::naive::assign;
using kmeans::naive::inertia;
using kmeans::naive::lloyd;
using kmeans::naive::plus_plus;
using kmeans::naive::update;
} // namespace exercise
