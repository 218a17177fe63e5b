// The exercise's fit takes a function; the library's driver hands it the given tree.
#include <mlcore/grading/subject.hpp>
#include <mlcore/tree/random_forest/given/interface.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    using namespace mlcore::random_forest;
    subject.task<BootstrapIndices>("bootstrap_indices", exercise::bootstrap_indices);
    subject.task<SampleFeatures>("sample_features", exercise::sample_features);
    subject.task<MajorityVote>("majority_vote", exercise::majority_vote);
    subject.task<Fit>("fit", drive::fit<exercise::fit>);
    subject.task<OobError>("oob_error", exercise::oob_error);
}
