// mlcore learn: the watch screen over the course, the workspace and the checker. Without a terminal
// it says once where the learner stands.
#include "commands.hpp"

#include "core/file.hpp"
#include "course/exercise_files.hpp"
#include "terminal/learn_screen.hpp"
#include "terminal/learn_views.hpp"
#include "terminal/screen.hpp"

#include <fmt/format.h>

#include <csignal>
#include <map>
#include <thread>
#include <unistd.h>

namespace mlcore::cli {
namespace {

namespace fs = std::filesystem;

// What the learner would type: relative to where they are, where that is shorter.
fs::path as_typed(const fs::path& file) {
    const fs::path relative = file.lexically_proximate(fs::current_path());
    return relative.string().size() < file.string().size() ? relative : file;
}

class Learning {
public:
    explicit Learning(const Context& context)
        : context_(context), workspace_(course::Workspace::find()), checker_(context.layout),
          exercises_(context.exercises()),
          position_(course::Catalogue::position(exercises_, workspace_.current(exercises_).slug)) {
        prepare();
    }

    terminal::LearnActions actions() {
        terminal::LearnActions actions;
        actions.state = [this] { return state(); };
        actions.check = [this](const std::string& slug, const std::stop_token& stop,
                               const terminal::Progress& progress) {
            return check(slug, stop, progress);
        };
        actions.checked = [this](const grading::Verdict& verdict) {
            workspace_.record(verdict);
            verdicts_[verdict.exercise] = {verdict, text_of(verdict.exercise)};
        };
        actions.lesson = [this] { return course::read_lesson(current()); };
        actions.hint = [this](const std::string& task, int number) { return hint(task, number); };
        actions.solution = [this] { return solution(); };
        actions.list = [this] { return list(); };
        actions.select = [this](const std::string& slug) {
            for (std::size_t i = 0; i < exercises_.size(); ++i)
                if (exercises_[i].slug == slug) go_to(i);
        };
        actions.next = [this] {
            if (position_ + 1 < exercises_.size()) go_to(position_ + 1);
        };
        actions.previous = [this] {
            if (position_ > 0) go_to(position_ - 1);
        };
        return actions;
    }

    terminal::LearnState state() {
        const auto& info = current();
        terminal::LearnState state;
        state.slug = info.slug;
        state.title = info.title;
        state.position = static_cast<int>(position_) + 1;
        state.total = static_cast<int>(exercises_.size());
        state.file = as_typed(workspace_.file(info));
        const std::string text = text_of(info.slug);
        state.untouched = text == core::read_file(info.folder / "exercise.hpp");
        state.about = course::read_introduction(info);
        for (const auto& task : info.tasks) state.tasks.push_back({task.name, task.points});
        const auto known = verdicts_.find(info.slug);
        if (known != verdicts_.end() && known->second.second == text)
            state.verdict = known->second.first;
        state.course_complete = true;
        for (const auto& exercise : exercises_) {
            state.course_points += workspace_.points(exercise);
            state.course_max_points += exercise.points();
            state.course_complete = state.course_complete && workspace_.passed(exercise);
        }
        for (std::size_t i = position_ + 1; i-- > 0 && workspace_.passed(exercises_[i]);)
            ++state.streak;
        state.has_next = position_ + 1 < exercises_.size();
        state.has_previous = position_ > 0;
        return state;
    }

private:
    const course::ExerciseInfo& current() const { return exercises_[position_]; }

    void go_to(std::size_t position) {
        position_ = position;
        prepare();
    }
    // While the learner reads, what the first save would wait for is made: cases and compiler
    // headers.
    void prepare() {
        prepare_workspace(context_, workspace_, current());
        warming_ = std::jthread([this, folder = current().folder](const std::stop_token& stop) {
            try {
                toolchain::CheckOptions options;
                options.stop = [&stop] { return stop.stop_requested(); };
                checker_.check(folder, folder / "exercise.hpp", options);
            } catch (const std::exception&) {
            } // the first check will say it
        });
    }

    std::string text_of(const std::string& slug) const {
        for (const auto& info : exercises_)
            if (info.slug == slug) try {
                    return core::read_file(workspace_.file(info));
                } catch (const std::exception&) {
                    return "";
                } // deleted: select() brings the stub back
        return "";
    }

    grading::Verdict check(const std::string& slug, const std::stop_token& stop,
                           const terminal::Progress& progress) const {
        for (const auto& info : exercises_) {
            if (info.slug != slug) continue;
            if (!fs::exists(workspace_.file(info)))
                throw std::runtime_error(as_typed(workspace_.file(info)).string() +
                                         " is gone. mlcore reset " + slug +
                                         " brings the stub back.");
            toolchain::CheckOptions options;
            options.progress = progress;
            options.stop = [&stop] { return stop.stop_requested(); };
            return checker_.check(info.folder, workspace_.file(info), options);
        }
        throw std::runtime_error("no exercise is named " + slug);
    }

    std::optional<terminal::Hint> hint(const std::string& task, int number) const {
        const auto& hints = course::find_task(current(), task).hints;
        const auto count = static_cast<int>(hints.size());
        if (number < 1 || number > count) return std::nullopt;
        return terminal::Hint{hints[static_cast<std::size_t>(number - 1)], count};
    }

    std::string solution() const {
        if (context_.course.handout) return "// A handout has no solutions; h shows a hint.\n";
        return core::read_file(course::solution_file(current(), context_.layout.include));
    }

    std::vector<terminal::ExerciseEntry> list() const {
        std::vector<terminal::ExerciseEntry> entries;
        std::size_t i = 0;
        for (const auto& module : context_.course.modules)
            for (std::size_t k = 0; k < module.exercises.size(); ++k, ++i)
                entries.push_back({exercises_[i].slug, exercises_[i].title, module.title,
                                   workspace_.points(exercises_[i]), exercises_[i].points(),
                                   fs::exists(workspace_.file(exercises_[i]))});
        return entries;
    }

    const Context& context_;
    course::Workspace workspace_;
    toolchain::Checker checker_;
    std::vector<course::ExerciseInfo> exercises_; // a copy: checks read it in their own thread
    std::size_t position_;
    std::map<std::string, std::pair<grading::Verdict, std::string>>
        verdicts_;         // with the text judged
    std::jthread warming_; // last: it uses what is above
};

} // namespace

int learn(Context& context) {
    Learning learning(context);
    if (!terminal::is_screen(STDIN_FILENO, STDOUT_FILENO)) {
        fmt::print("{}", terminal::learn_text(learning.state(), context.width, context.style));
        return 0;
    }
    terminal::LearnOptions options;
    options.style = context.style;
    const int signal = terminal::run_learn_screen(learning.actions(), options);
    if (signal != 0) {
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    }
    return 0;
}

} // namespace mlcore::cli
