#include <mlcore/grading/subject.hpp>
#include <mlcore/nn/transformer/interface.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<transformer::Gelu>("gelu", exercise::gelu);
    subject.task<transformer::FeedForwardFunction>("feed_forward", exercise::feed_forward);
    subject.task<transformer::BlockFunction>("block", exercise::block);
    subject.task<transformer::GptLogits>("gpt_logits", exercise::gpt_logits);
    subject.task<transformer::Generate>("generate", exercise::generate);
}
