// A step of training without an allocation: the batch's activations and gradients live in a
// workspace that is kept from step to step.
//
//     Mlp<float> model = initial_mlp<float>({784, 256, 10}, seed);
//     MlpWorkspace<float> room;
//     MlpGradients<float> dL;
//     for (…) { // the first time it allocates
//         mlp_gradients_into<float>(model, X, labels, room, dL);
//         for_each_parameter(
//             [](auto w, auto g) { optimizers::sgd_update<float>(w, g, 0.1); }, model, dL);
//     }
#pragma once

#include "mlcore/nn/backprop/blocks.hpp"
#include "mlcore/nn/backprop/interface.hpp"

#include <algorithm>
#include <type_traits>
#include <vector>

namespace mlcore::backprop {

/// Calls visit(w, …) for every W and b of a model, as flat vectors, beside those of any others of
/// the same shapes: gradients, an optimizer's moments. Layer by layer, W before b.
template <class Visitor, class First, class... Others>
void for_each_parameter(Visitor&& visit, First& model, Others&... others) {
    const auto flat = [](auto& entries) {
        using Entries = std::remove_reference_t<decltype(entries)>;
        using Vector = Column<typename Entries::Scalar>;
        using Flat = std::conditional_t<std::is_const_v<Entries>, const Vector, Vector>;
        return Eigen::Map<Flat>(entries.data(), entries.size());
    };
    for (std::size_t l = 0; l < model.layers.size(); ++l) {
        visit(flat(model.layers[l].W), flat(others.layers[l].W)...);
        visit(flat(model.layers[l].b), flat(others.layers[l].b)...);
    }
}

/// Room for the activations of every layer and the gradients at two, for batches of any size: it
/// grows where it has to, and that allocates. 4 (or 8) bytes · n · (the sum of the widths, and
/// twice the largest).
template <class T = float>
class MlpWorkspace {
public:
    void prepare(const Mlp<T>& model, Index rows) {
        rows_ = rows;
        outputs_.resize(std::max(outputs_.size(), model.layers.size()));
        Index widest = 0;
        for (std::size_t l = 0; l < model.layers.size(); ++l) {
            grow(outputs_[l], rows * model.layers[l].W.cols());
            if (l > 0) widest = std::max(widest, model.layers[l].W.rows());
        }
        for (auto& gradient : gradients_) grow(gradient, rows * widest);
    }

    /// What layer l gave, [rows, d_out]: after the ReLU, or the logits.
    MatrixMap<T> output(std::size_t l, Index columns) {
        return {outputs_[l].data(), rows_, columns};
    }
    /// The gradient at the input of layer l, [rows, d_in]. Two take turns.
    MatrixMap<T> gradient(std::size_t l, Index columns) {
        return {gradients_[l % 2].data(), rows_, columns};
    }

private:
    static void grow(Column<T>& room, Index entries) {
        if (room.size() < entries) room.resize(entries);
    }

    Index rows_ = 0;
    std::vector<Column<T>> outputs_;
    Column<T> gradients_[2];
};

namespace blocks {

/// The logits of X in room.output of the last layer; the outputs of the layers before are there
/// too.
template <class T>
MatrixMap<T> mlp_forward(const Mlp<T>& model, Rows<T> X, MlpWorkspace<T>& room, Threads threads) {
    room.prepare(model, X.rows());
    const std::size_t depth = model.layers.size();
    for (std::size_t l = 0; l < depth; ++l) {
        const auto& [W, b] = model.layers[l];
        const auto activation = l + 1 < depth ? Activation::relu : Activation::none;
        if (l == 0)
            dense_forward<T>(X, W, b, activation, room.output(l, W.cols()), threads);
        else
            dense_forward<T>(room.output(l - 1, W.rows()), W, b, activation,
                             room.output(l, W.cols()), threads);
    }
    return room.output(depth - 1, model.layers.back().W.cols());
}

/// Loss and gradients of a batch; shapes and labels are checked.
template <class T>
void mlp_gradients(const Mlp<T>& model, Rows<T> X, LabelsView labels, MlpWorkspace<T>& room,
                   MlpGradients<T>& dL, Threads threads) {
    dL.layers.resize(model.layers.size());
    MatrixMap<T> logits = mlp_forward<T>(model, X, room, threads);
    dL.loss = softmax_cross_entropy<T>(logits, labels, logits, threads); // now their gradient
    for (std::size_t l = model.layers.size(); l-- > 0;) {
        const auto& W = model.layers[l].W;
        const bool last = l + 1 == model.layers.size();
        const MatrixMap<T> dL_dZ = last ? logits : room.gradient(l + 1, W.cols());
        Dense<T>& dense = dL.layers[l];
        dense.W.resize(W.rows(), W.cols());
        dense.b.resize(W.cols());
        if (l == 0) {
            dense_parameters_backward<T>(X, dL_dZ, dense.W, dense.b, Write::assign, threads);
        } else {
            const MatrixMap<T> input = room.output(l - 1, W.rows());
            dense_parameters_backward<T>(input, dL_dZ, dense.W, dense.b, Write::assign, threads);
            dense_relu_backward<T>(input, W, dL_dZ, room.gradient(l, W.rows()), threads);
        }
    }
}

} // namespace blocks

/// As MlpGradientsFn, written over dL, which is resized where it has to be. Called again with a
/// batch that is no larger, it allocates nothing. Throws as MlpGradientsFn.
template <class T>
void mlp_gradients_into(const Mlp<T>& model, Rows<T> X, LabelsView labels, MlpWorkspace<T>& room,
                        MlpGradients<T>& dL, Threads threads = Threads::all) {
    check_mlp_gradients<T>("mlp_gradients", model, X, labels);
    blocks::mlp_gradients<T>(model, X, labels, room, dL, threads);
}

} // namespace mlcore::backprop
