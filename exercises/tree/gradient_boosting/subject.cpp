#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    using namespace mlcore::gradient_boosting;
    subject.task<ComputeGradients>("gradients", exercise::gradients);
    subject.task<LeafWeight>("leaf_weight", exercise::leaf_weight);
    subject.task<SplitGain>("split_gain", exercise::split_gain);
    subject.task<HistogramBins>("histogram_bins", exercise::histogram_bins);
    subject.task<Fit>("fit", exercise::fit);
}
