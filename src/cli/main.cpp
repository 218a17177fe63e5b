#include "commands.hpp"
#include "export/formats.hpp"
#include "grade_options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

namespace {

using namespace mlcore;

int terminal_width() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
        return std::min<int>(size.ws_col, 110);
    return 80;
}

int run(int argc, char** argv) {
    CLI::App app{"mlcore: machine learning from scratch in C++"};
    app.set_version_flag("--version", MLCORE_VERSION);
    app.require_subcommand(0, 1);
    app.fallthrough();
    std::string course_folder;
    app.add_option("--course", course_folder, "another course: a folder of the shape of exercises/")
        ->check(CLI::ExistingDirectory);

    cli::Context context;
    std::function<int()> command = [&] { return cli::learn(context); };
    const auto choose = [&](CLI::App* sub, std::function<int()> run_it) {
        sub->callback([&command, run_it = std::move(run_it)] { command = run_it; });
    };
    std::string exercise;
    bool json = false;
    const auto takes_exercise = [&](CLI::App* sub) {
        sub->add_option("exercise", exercise,
                        "its name, as mlcore list shows it; else your current one");
        return sub;
    };

    choose(
        app.add_subcommand("learn", "work through the course: checks on every save (the default)"),
        [&] { return cli::learn(context); });

    auto* list = app.add_subcommand("list", "all exercises, and how far you are");
    list->add_flag("--json", json, "for scripts");
    choose(list, [&] { return cli::list(context, json); });

    bool unfold = false;
    auto* lesson = takes_exercise(app.add_subcommand("lesson", "the lesson of an exercise"));
    lesson->add_flag("--answers", unfold, "with the answers to its questions");
    choose(lesson, [&] { return cli::lesson(context, exercise, unfold); });

    std::string task;
    int number = 1;
    auto* hint =
        takes_exercise(app.add_subcommand("hint", "a hint for the first task that is not done"));
    hint->add_option("--task", task, "for this task instead");
    hint->add_option("-n,--number", number, "which of the three, from the gentlest")
        ->check(CLI::Range(1, 3));
    choose(hint, [&] { return cli::hint(context, exercise, task, number); });

    choose(takes_exercise(app.add_subcommand("solution", "our solution of an exercise")),
           [&] { return cli::solution(context, exercise); });
    choose(takes_exercise(
               app.add_subcommand("reset", "the stub again; your file is kept as a backup")),
           [&] { return cli::reset(context, exercise); });

    cli::CheckArguments arguments;
    auto* check = takes_exercise(app.add_subcommand("check", "check an exercise once"));
    check->add_flag("--all", arguments.all, "every exercise you have begun");
    check->add_option("--file", arguments.file, "this file instead of the workspace's");
    check->add_option("--seed", arguments.seed, "other random cases");
    check->add_flag("--sanitize", arguments.sanitize,
                    "find memory errors, with the sanitizers (slower)");
    check->add_flag("--no-speed", arguments.no_speed, "leave the speed tasks out");
    check->add_flag("--raw", arguments.raw, "the compiler's own messages as well");
    check->add_flag("--json", arguments.json, "for scripts");
    choose(check, [&] {
        arguments.exercise = exercise;
        return cli::check(context, arguments);
    });

    cli::BenchArguments timing;
    auto* bench = takes_exercise(
        app.add_subcommand("bench", "how fast: naive, vectorized, parallel, and yours"));
    bench->add_flag("--mine", timing.mine, "your own functions as well, those that pass");
    bench->add_option("--only", timing.only, "benchmarks with this in their name");
    bench->add_option("--repetitions", timing.repetitions, "of each; the median counts")
        ->check(CLI::Range(1, 1000));
    bench->add_option("--json", timing.json, "to this file as well; - prints nothing else");
    bench->add_option("--html", timing.html, "a page with bars, to this file");
    choose(bench, [&] {
        timing.exercise = exercise;
        return cli::bench(context, timing);
    });

    std::string example, report_page;
    bool mine = false;
    auto* run_example =
        app.add_subcommand("run", "an example: a real job on real data; without a name, the list");
    run_example->add_option("example", example, "its name");
    run_example->add_flag("--mine", mine, "on your own functions, where they pass");
    run_example->prefix_command()->fallthrough(false); // what follows is the example's
    choose(run_example,
           [&] { return cli::run_example(context, example, mine, run_example->remaining()); });

    auto* report = app.add_subcommand("report", "how far you are, and how fast your functions are");
    report->add_option("--html", report_page, "a page with plots, to this file");
    choose(report, [&] { return cli::report(context, report_page); });

    std::string folder;
    auto* init = app.add_subcommand("init", "make a workspace for your files");
    init->add_option("folder", folder, "where; ./workspace if not given");
    choose(init, [&] { return cli::init(context, folder); });

    auto* doctor = app.add_subcommand("doctor", "what is installed, and how to mend the rest");
    doctor->add_flag("--json", json, "for scripts");
    choose(doctor, [&] { return cli::doctor(context, json); });

    auto* author = app.add_subcommand("author", "for those who write exercises");
    author->require_subcommand(1);
    std::string path;
    auto* author_new =
        author->add_subcommand("new", "the files of a new exercise, with blanks to fill");
    author_new->add_option("path", path, "area/name, such as cluster/kmeans")->required();
    choose(author_new, [&] { return cli::author_new(context, path); });
    std::vector<std::string> exercises;
    auto* verify = author->add_subcommand("verify", "prove that the graders grade");
    verify->add_option("exercises", exercises, "all if not given");
    verify->add_flag("--json", json, "for scripts");
    choose(verify, [&] { return cli::author_verify(context, exercises, json); });
    auto* mutate = author->add_subcommand(
        "mutate", "edit the solution one token at a time; list what still passes");
    mutate->add_option("exercises", exercises, "all if not given");
    mutate->add_flag("--json", json, "for scripts");
    choose(mutate, [&] { return cli::author_mutate(context, exercises, json); });
    std::vector<std::uint64_t> seeds;
    std::string out;
    auto* pack = author->add_subcommand("pack", "make the packs of exercises");
    pack->add_option("exercises", exercises, "their names");
    bool all = false;
    pack->add_flag("--all", all, "all exercises of the course");
    pack->add_option("--seed", seeds, "one pack for each; the public one if not given");
    pack->add_option("--out", out, "the folder they go to")->required();
    choose(pack, [&] { return cli::author_pack(context, exercises, all, seeds, out); });

    handout::Options handout_options;
    auto* handout =
        app.add_subcommand("handout", "what students get: stubs, lessons, public packs");
    handout->add_option("exercises", exercises, "their names");
    handout->add_flag("--all", all, "all exercises of the course");
    handout->add_option("--out", handout_options.out, "the folder to make")->required();
    handout->add_option("--title", handout_options.title, "the course's if not given");
    handout->add_option("--due", handout_options.due, "as students read it: \"2026-03-01 23:59\"");
    handout->add_option("--public-seed", handout_options.public_seed,
                        "the cases that students may see come from it");
    handout->add_option("--hidden-seed", handout_options.hidden_seed,
                        "the cases that decide come from it; drawn if not given");
    handout->add_option("--hints", handout_options.hints, "of each task, at most so many")
        ->check(CLI::Range(0, 3));
    handout->add_flag("--github-actions", handout_options.github_actions,
                      "a workflow that checks every push");
    handout->add_flag("--gradescope", handout_options.gradescope, "an autograder for Gradescope");
    handout->add_flag("--autolab", handout_options.autolab, "assessments for Autolab");
    handout->add_flag("--prairielearn", handout_options.prairielearn, "questions for PrairieLearn");
    handout->add_option("--mlcore-url", handout_options.mlcore_url,
                        "the git repository that grading machines get mlcore from");
    handout->add_option("--image", handout_options.image,
                        "the container that Autolab and PrairieLearn grade in");
    handout->add_flag("--force", handout_options.force, "into a folder that has files already");
    choose(handout, [&] { return cli::handout(context, exercises, all, handout_options); });
    cli::InstructorArguments instructor;
    cli::add_grade_commands(app, context, instructor, choose);

    cli::ExportArguments exporting;
    auto* export_command =
        app.add_subcommand("export", "a gradebook in the form that another system reads");
    std::string format_list = "one of";
    for (const auto& format : exporting::formats())
        format_list += "\n  " + format.name + ": " + format.about;
    export_command->add_option("exercises", exporting.exercises, "all if not given");
    export_command->add_option("--format", exporting.format, format_list)->required();
    export_command->add_option("--out", exporting.out, "the folder with the gradebook");
    export_command->add_option("--verdicts", exporting.verdicts,
                               "what check --json printed, instead of a gradebook");
    export_command->add_option("--to", exporting.to,
                               "a file instead of standard output; a folder where the format has "
                               "one file per student");
    export_command->add_option("--student", exporting.student, "this one alone");
    export_command->add_flag("--missing", exporting.missing,
                             "of a student who handed in nothing: no gradebook is read");
    export_command->add_option("--attempt", exporting.attempt,
                               "which one counts, best or latest; course.toml says if not given");
    export_command->add_option("--roster", exporting.roster,
                               "a CSV with student, name, email, id, … or Canvas's own export");
    choose(export_command, [&] { return cli::export_results(context, exporting); });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ExtrasError& error) {
        // A word that is no command: say which one is like it.
        const std::string word = argc > 1 ? argv[1] : "";
        std::vector<std::string> commands;
        for (const auto* sub : app.get_subcommands({})) commands.push_back(sub->get_name());
        if (word.empty() || word[0] == '-' ||
            std::find(commands.begin(), commands.end(), word) != commands.end()) {
            app.exit(error);
            return 2;
        }
        const auto similar = course::similar_names(word, commands);
        fmt::print(stderr, "mlcore: there is no command \"{}\"; {}\n", word,
                   similar.empty() ? "mlcore --help shows them"
                                   : "did you mean " + similar.front() + "?");
        return 2;
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return code == 0 ? 0 : 2;
    }
    context.layout = toolchain::find_layout();
    // Author programs find the tables of examples/data by it.
    setenv("MLCORE_DATA", context.layout.data.c_str(), 1);
    if (course_folder.empty()) course_folder = course::handout_here();
    if (course_folder.empty()) {
        context.course = course::read_course(context.layout.exercises);
    } else {
        const auto chosen = std::filesystem::absolute(course_folder).lexically_normal();
        context.course = course::read_course(chosen);
        toolchain::use_course(context.layout, chosen,
                              context.course.handout ? context.course.handout->public_seed
                                                     : toolchain::public_seed);
    }
    context.style = terminal::style_for(STDOUT_FILENO);
    context.width = terminal_width();
    return command();
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN); // a learner's program may end while it is being asked
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "mlcore: {}\n", error.what());
        return 2;
    }
}
