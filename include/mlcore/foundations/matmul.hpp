// Products of matrices: mlcore::matmul::matvec, matmul. From the formula to the machine's peak in
// five variants: naive, reordered (loops that follow the memory), tiled (numbers used again while
// they are near), vectorized (Eigen's), parallel (on all cores).
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/foundations/matmul/interface.hpp"
#include "mlcore/foundations/matmul/naive.hpp"
#include "mlcore/foundations/matmul/parallel.hpp"
#include "mlcore/foundations/matmul/reordered.hpp"
#include "mlcore/foundations/matmul/tiled.hpp"
#include "mlcore/foundations/matmul/vectorized.hpp"

namespace mlcore::matmul {

inline const Variants<MatVec> matvec_variants{
    {"naive", naive::matvec}, {"vectorized", vectorized::matvec}, {"parallel", parallel::matvec}};
inline const Variants<MatMul> matmul_variants{{"naive", naive::matmul},
                                              {"reordered", reordered::matmul},
                                              {"tiled", tiled::matmul},
                                              {"vectorized", vectorized::matmul},
                                              {"parallel", parallel::matmul}};

using parallel::matmul;
using parallel::matvec;

} // namespace mlcore::matmul
