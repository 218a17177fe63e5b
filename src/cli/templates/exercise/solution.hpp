// The library is the answer key.
#pragma once

#include <mlcore/@area@/@slug@/naive.hpp>

namespace exercise {
using namespace mlcore;
using @slug@::naive::double_it;
} // namespace exercise
