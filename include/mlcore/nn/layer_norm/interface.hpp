// Layer normalisation, its gradient, and RMS normalisation: what keeps the numbers inside a deep
// network near size one. Every row is one sample (or one position of a text) and is treated by
// itself; the statistics run over its d columns.
//
//     μ = Σⱼ xⱼ / d        σ² = Σⱼ (xⱼ − μ)² / d        x̂ⱼ = (xⱼ − μ) / √(σ² + ε)
//     layer_norm(x)ⱼ = gⱼ x̂ⱼ + bⱼ
//     rms_norm(x)ⱼ   = gⱼ xⱼ / √(Σⱼ xⱼ² / d + ε)
//
// Conventions are PyTorch's (torch.nn.LayerNorm, RMSNorm): the variance divides by d, ε stands
// under the root, gain g and bias b have one entry per column. ε is always given: LayerNorm's
// default is default_epsilon, RMSNorm's is the machine epsilon.
//
// X is [n, d]: n rows of width d. A tensor [batch, time, width] is the same as batch·time rows.
//
// Source: Ba, Kiros and Hinton, Layer Normalization (2016), equation 4; Zhang and Sennrich, Root
// Mean Square Layer Normalization (2019), equation 4. Cost: O(n d), bound by memory: X is read and
// Y written. Function templates cannot be declared through a type: here it is the table of variants
// in layer_norm.hpp that pins every variant to these signatures, for float and for double.
#pragma once

#include "mlcore/core/fields.hpp"
#include "mlcore/core/shapes.hpp"
#include "mlcore/core/tensor.hpp"

#include <cmath>
#include <string>

namespace mlcore::layer_norm {

/// ε of torch.nn.LayerNorm.
inline constexpr double default_epsilon = 1e-5;

/// Parameters: n rows of d entries, and one entry per column. They bind to matrices, blocks and
/// maps without a copy; say the scalar where you call: layer_norm<float>(X, gain, bias, 1e-5f).
template <class T>
using Rows = const Eigen::Ref<const RowMajorMatrix<T>>&;
template <class T>
using Columns = const Eigen::Ref<const Eigen::Matrix<T, Eigen::Dynamic, 1>>&;

/// The gradients of a loss L with respect to the arguments of layer_norm.
template <class T = float>
struct Gradients {
    RowMajorMatrix<T> X;                      // [n, d]
    Eigen::Matrix<T, Eigen::Dynamic, 1> gain; // [d]
    Eigen::Matrix<T, Eigen::Dynamic, 1> bias; // [d]

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("X", self.X);
        visit("gain", self.gain);
        visit("bias", self.bias);
    }
};

/// The same for rms_norm, which has no bias.
template <class T = float>
struct RmsGradients {
    RowMajorMatrix<T> X;                      // [n, d]
    Eigen::Matrix<T, Eigen::Dynamic, 1> gain; // [d]

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("X", self.X);
        visit("gain", self.gain);
    }
};

/// Every row of X [n, d] normalised, scaled and shifted  →  [n, d]. A row whose entries are all
/// alike becomes the bias. An offset common to a whole row changes nothing, however large. Entries
/// must be finite: that is not checked, and NaN spreads within its row.
///
/// Throws ShapeError where gain or bias has not d entries; ValueError where d is 0 or ε is not a
/// positive number.
template <class T>
using LayerNormFn = RowMajorMatrix<T>(Rows<T> X, Columns<T> gain, Columns<T> bias, T epsilon);

/// The gradients of L from dL_dY = ∂L/∂layer_norm(X, gain, bias, ε), [n, d]. The bias has no
/// influence on them. n = 0 gives zeros for gain and bias.
///
/// Throws as LayerNormFn, and ShapeError where dL_dY has not the shape of X.
template <class T>
using LayerNormBackwardFn = Gradients<T>(Rows<T> X, Columns<T> gain, T epsilon, Rows<T> dL_dY);

/// Every row of X [n, d] divided by its root mean square and scaled  →  [n, d]. The mean is not
/// subtracted: an offset does change the answer. A row of zeros stays one.
///
/// Throws ShapeError where gain has not d entries; ValueError where d is 0 or ε is not a positive
/// number.
template <class T>
using RmsNormFn = RowMajorMatrix<T>(Rows<T> X, Columns<T> gain, T epsilon);

/// The gradients of L from dL_dY = ∂L/∂rms_norm(X, gain, ε), [n, d].
///
/// Throws as RmsNormFn, and ShapeError where dL_dY has not the shape of X.
template <class T>
using RmsNormBackwardFn = RmsGradients<T>(Rows<T> X, Columns<T> gain, T epsilon, Rows<T> dL_dY);

// The exercise asks for plain functions of double.
using LayerNorm = LayerNormFn<double>;
using LayerNormBackward = LayerNormBackwardFn<double>;
using RmsNorm = RmsNormFn<double>;

// ---- checks that every variant makes ------------------------------------------------------------

/// Throws ShapeError unless gain has one entry for each column of X, ValueError unless X has
/// columns and ε is positive and finite.
template <class T>
void check_rms_norm(const char* function, Rows<T> X, Columns<T> gain, T epsilon) {
    if (X.cols() == 0)
        check_value(function, false, "X is " + shape_text(X) + ", it must have columns");
    check_columns_match(function, "X", X, "gain", gain);
    if (!(std::isfinite(epsilon) && epsilon > 0))
        check_value(function, false,
                    "epsilon is " + std::to_string(epsilon) + ", it must be positive");
}

/// The same of gain and bias.
template <class T>
void check_layer_norm(const char* function, Rows<T> X, Columns<T> gain, Columns<T> bias,
                      T epsilon) {
    check_rms_norm<T>(function, X, gain, epsilon);
    check_columns_match(function, "X", X, "bias", bias);
}

/// check_rms_norm, and ShapeError unless dL_dY has the shape of X. For both backward passes.
template <class T>
void check_backward(const char* function, Rows<T> X, Columns<T> gain, T epsilon, Rows<T> dL_dY) {
    check_rms_norm<T>(function, X, gain, epsilon);
    if (dL_dY.rows() != X.rows() || dL_dY.cols() != X.cols())
        throw ShapeError(std::string(function) + ": X is " + shape_text(X) + " but dL_dY is " +
                         shape_text(dL_dY));
}

} // namespace mlcore::layer_norm
