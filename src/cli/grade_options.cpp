#include "grade_options.hpp"

namespace mlcore::cli {
namespace {

void add_limits(CLI::App* sub, GradeLimits& limits) {
    sub->add_option("--timeout", limits.timeout,
                    "processor seconds for one call of a submission's function; of wall time, five "
                    "times as many")
        ->check(CLI::Range(0.1, 3600.0))
        ->capture_default_str();
    sub->add_option("--memory", limits.memory, "MB of memory for a submission's program")
        ->check(CLI::Range(64u, 1u << 20))
        ->capture_default_str();
    sub->add_flag("--no-speed", limits.no_speed, "leave speed tasks out: they earn nobody points");
    sub->add_flag("--no-sandbox", limits.no_sandbox,
                  "grade although this machine cannot isolate programs; every result says so");
}

void add_seed(CLI::App* sub, std::optional<std::uint64_t>& seed) {
    sub->add_option("--seed", seed,
                    "the secret seed of the hidden cases; else MLCORE_SEED, else the one kept in "
                    "--out, else a new one")
        ->check(CLI::Range(std::uint64_t{0}, ~std::uint64_t{0} >> 1));
}

void add_engine(CLI::App* sub, instructor::EngineChoice& engine) {
    sub->add_option("--engine", engine.name, "what does the work: local or slurm")
        ->check(CLI::IsMember({"local", "slurm"}))
        ->capture_default_str();
    sub->add_option("-j,--jobs", engine.jobs, "how many compile at a time; all cores if not given")
        ->check(CLI::Range(1u, 1024u));
    sub->add_option("--slurm-option", engine.slurm_options,
                    "handed to sbatch, such as --slurm-option=--partition=teaching");
}

} // namespace

void add_grade_commands(CLI::App& app, const Context& context, InstructorArguments& all,
                        const std::function<void(CLI::App*, std::function<int()>)>& choose) {
    GradeArguments& arguments = all.grade;
    auto* grade = app.add_subcommand("grade", "grade a class's submissions into a gradebook");
    grade->add_option("exercises", arguments.exercises, "their names")->required();
    grade
        ->add_option(
            "--submissions", arguments.submissions,
            "a folder with <student>/<exercise>.hpp or an archive (zip, tar.gz, 7z, …) for "
            "each student, or an archive of such a folder")
        ->required();
    grade
        ->add_option("--out", arguments.out,
                     "where the gradebook, the feedback and the secret seed are kept")
        ->required();
    add_seed(grade, arguments.seed);
    add_engine(grade, arguments.engine);
    add_limits(grade, arguments.limits);
    grade->add_flag("--json", arguments.json, "for scripts");
    grade->footer(
        "Killed or stopped (Ctrl-C), the same command goes on where it was. The same file against\n"
        "the same cases with the same compiler is graded once, whoever handed it in.\n"
        "Speed tasks are measured one at a time, while nothing else is graded. Where three tries\n"
        "leave it open whether one passes, the submission counts as not graded: it is listed, and\n"
        "the next run measures it again.\n"
        "Exit code: 0 all graded, 1 some could not be graded, 2 it could not run, 130 stopped.");
    choose(grade, [&] { return cli::grade(context, all.grade); });

    auto* regrade = app.add_subcommand(
        "regrade", "after an exercise changed: whose score moves and why; then apply it or not");
    regrade->add_option("exercises", arguments.exercises, "all in the gradebook if not given");
    regrade->add_option("--out", arguments.out, "the folder that mlcore grade wrote")->required();
    regrade->add_flag(
        "--apply", arguments.apply,
        "make the new scores count; without it, a terminal asks and nothing else does");
    add_seed(regrade, arguments.seed);
    add_engine(regrade, arguments.engine);
    add_limits(regrade, arguments.limits);
    regrade->add_flag("--json", arguments.json, "for scripts");
    regrade->footer(
        "Every submission in the gradebook is graded against the cases as they are now. Without\n"
        "--apply that changes nobody's score, and --apply afterwards takes the results without\n"
        "grading again. Attempts are only ever added: the old scores stay in the history.");
    choose(regrade, [&] { return cli::regrade(context, all.grade); });

    auto* grade_one = app.add_subcommand(
        "grade-one", "grade one bundle into a result: a job for another machine");
    grade_one->add_option("bundle", all.job, "a folder or tar.gz that mlcore bundle wrote")
        ->required();
    grade_one->add_option("--out", all.result, "the result, as JSON")->default_val("result.json");
    choose(grade_one, [&] { return cli::grade_one(context, all.job, all.result); });

    auto* bundle = app.add_subcommand(
        "bundle", "one submission and all that grading it needs, for mlcore grade-one");
    bundle->add_option("exercise", all.bundle.exercise, "its name")->required();
    bundle->add_option("file", all.bundle.file, "the submission")->required();
    bundle->add_option("--out", all.bundle.out, "a folder, or a file that ends with .tar.gz")
        ->required();
    bundle
        ->add_option("--seed", all.bundle.seed, "of the hidden cases; the public ones if not given")
        ->check(CLI::Range(std::uint64_t{0}, ~std::uint64_t{0} >> 1));
    add_limits(bundle, all.bundle.limits);
    bundle->footer("Whoever has a bundle has its cases and their answers.");
    choose(bundle, [&] { return cli::bundle(context, all.bundle); });
}

} // namespace mlcore::cli
