// Gradients of any scalar computation, without deriving anything by hand:
//
//     autograd::Value w = 0.5, x = 3;
//     autograd::Value loss = pow(tanh(w * x) - 1, 2);
//     loss.backward();
//     w.grad(); // d loss / d w
//
// The same on an autograd::Tape, whose values are made by tape.leaf(3), is the fast one for many
// passes over large graphs.
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/nn/autograd/interface.hpp"
#include "mlcore/nn/autograd/naive.hpp"
#include "mlcore/nn/autograd/tape.hpp"

namespace mlcore::autograd {

inline const Variants<Add> add_variants{{"naive", drive::add<naive::Value>},
                                        {"tape", drive::add<tape::Value, tape::Tape>}};
inline const Variants<Multiply> multiply_variants{
    {"naive", drive::multiply<naive::Value>}, {"tape", drive::multiply<tape::Value, tape::Tape>}};
inline const Variants<Power> power_variants{{"naive", drive::power<naive::Value>},
                                            {"tape", drive::power<tape::Value, tape::Tape>}};
inline const Variants<Exp> exp_variants{{"naive", drive::exp<naive::Value>},
                                        {"tape", drive::exp<tape::Value, tape::Tape>}};
inline const Variants<Tanh> tanh_variants{{"naive", drive::tanh<naive::Value>},
                                          {"tape", drive::tanh<tape::Value, tape::Tape>}};
inline const Variants<Relu> relu_variants{{"naive", drive::relu<naive::Value>},
                                          {"tape", drive::relu<tape::Value, tape::Tape>}};
inline const Variants<Backward> backward_variants{
    {"naive", drive::backward<naive::Value>}, {"tape", drive::backward<tape::Value, tape::Tape>}};
inline const Variants<DeepGraph> deep_graph_variants{
    {"naive", drive::deep_graph<naive::Value>},
    {"tape", drive::deep_graph<tape::Value, tape::Tape>}};

using naive::Value; // needs no arena around it, so this is the one to begin with
using tape::Tape;

} // namespace mlcore::autograd
