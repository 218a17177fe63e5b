#include <mlcore/grading/subject.hpp>
#include <mlcore/nn/attention/interface.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<attention::Attention>("attention", exercise::attention);
    subject.task<attention::AttentionBackward>("attention_backward", exercise::attention_backward);
    subject.task<attention::SplitHeads>("split_heads", exercise::split_heads);
    subject.task<attention::MergeHeads>("merge_heads", exercise::merge_heads);
    subject.task<attention::MultiHeadAttention>("multi_head_attention",
                                                exercise::multi_head_attention);
}
