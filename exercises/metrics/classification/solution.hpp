// The library is the answer key.
#pragma once

#include <mlcore/metrics/classification/naive.hpp>

namespace exercise {
using namespace mlcore;
using classification::naive::accuracy;
using classification::naive::average_precision;
using classification::naive::confusion_matrix;
using classification::naive::log_loss;
using classification::naive::precision_recall_f1;
using classification::naive::roc_auc;
} // namespace exercise
