#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<optimizers::SgdStep>("sgd_step", exercise::sgd_step);
    subject.task<optimizers::MomentumStep>("momentum_step", exercise::momentum_step);
    subject.task<optimizers::AdamStep>("adam_step", exercise::adam_step);
    subject.task<optimizers::AdamWStep>("adamw_step", exercise::adamw_step);
    subject.task<optimizers::CosineSchedule>("cosine_schedule", exercise::cosine_schedule);
}
