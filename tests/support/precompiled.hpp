// Compiled once for all tests.
#include "mlcore/core/convert.hpp"
#include "mlcore/core/fields.hpp"
#include "mlcore/core/random.hpp"
#include "mlcore/core/shapes.hpp"
#include "mlcore/core/tensor.hpp"
#include "mlcore/core/variants.hpp"

#include <doctest/doctest.h>
