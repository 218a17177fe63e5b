// The main() of an exercise's author program (cases.cpp and the library): makes packs, and answers
// as any variant or mistake would, so that the graders can be graded.
//
//     pack  EXERCISE_FOLDER SEED PACK_FILE      writes the pack
//     list  EXERCISE_FOLDER SEED                prints every task's variants and mistakes
//     serve EXERCISE_FOLDER [task=variant …]    answers questions like a learner's program: each
//                                               task by its reference, but where told otherwise

#include "course/exercise_info.hpp"
#include "data.hpp"
#include "grading/pack.hpp"
#include "subject/crash.hpp"
#include "subject/runtime.hpp"

#include "mlcore/grading/cases.hpp"
#include "mlcore/grading/subject.hpp"

#include <cstdio>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace mlcore::grading {

/// Lets this program bind functions that are known by their records only.
struct SubjectAccess {
    static void add(Subject& subject, const std::string& name, std::unique_ptr<Function> function) {
        subject.add(name, std::move(function));
    }
};

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& task, const std::string& what) {
    throw std::runtime_error("cases.cpp, task " + task + ": " + what);
}

// As the runtime of a learner's program does: a thrown error is an answer too, of the same type.
Value answer(Function& function, const std::vector<Value>& inputs) {
    try {
        return function(inputs);
    } catch (const ShapeError& error) {
        return Value::error("ShapeError", error.what());
    } catch (const ValueError& error) {
        return Value::error("ValueError", error.what());
    } catch (const std::exception& error) {
        return Value::error(type_of_current_exception(), error.what());
    }
}

bool has_nan(const Value& value) {
    for (double x : value.reals)
        if (x != x) return true;
    for (const auto& member : value.members)
        if (has_nan(member.value)) return true;
    return false;
}

Pack::Task make_task(const TaskRecord& record, const course::TaskInfo& info) {
    Pack::Task task;
    task.name = record.name;
    task.points = info.points;
    task.needs = info.needs;
    task.hints = info.hints;
    task.arguments = record.arguments;
    task.tolerance = record.tolerance;
    const auto reference = record.variants.front().make();
    for (const auto& one : record.cases) {
        if (one.inputs.size() != record.arguments.size())
            refuse(record.name, "names " + std::to_string(record.arguments.size()) +
                                    " arguments but takes " + std::to_string(one.inputs.size()));
        Value expected = answer(*reference, one.inputs);
        if (expected.is_error() && expected.type != one.throws)
            refuse(record.name, "the reference throws " + expected.type + " on \"" + one.label +
                                    "\": " + expected.text);
        if (!one.throws.empty() && !expected.is_error())
            refuse(record.name,
                   "the reference accepts \"" + one.label + "\", expected " + one.throws);
        if (has_nan(expected))
            refuse(record.name, "the reference answers NaN on \"" + one.label + "\"");
        task.cases.push_back({one.label, one.inputs, std::move(expected)});
    }
    if (task.cases.empty()) refuse(record.name, "has no cases");
    for (const auto& mistake : record.mistakes) {
        Pack::Mistake made{mistake.name, mistake.sentence, {}};
        const auto function = mistake.make();
        for (const auto& one : record.cases) made.answers.push_back(answer(*function, one.inputs));
        task.mistakes.push_back(std::move(made));
    }
    return task;
}

Pack make_pack(const course::ExerciseInfo& info, const Exercise& exercise, std::uint64_t seed) {
    Pack pack;
    pack.exercise = info.slug;
    pack.title = info.title;
    pack.seed = seed;
    std::size_t next = 0;
    const auto info_of = [&](const std::string& name) -> const course::TaskInfo& {
        if (next >= info.tasks.size() || info.tasks[next].name != name)
            throw std::runtime_error(
                "exercise.toml and cases.cpp list different tasks: cases.cpp has " + name +
                " where exercise.toml has " +
                (next < info.tasks.size() ? info.tasks[next].name : "none"));
        return info.tasks[next++];
    };
    for (const auto& record : exercise.tasks)
        pack.tasks.push_back(make_task(record, info_of(record.name)));
    for (const auto& record : exercise.speeds) {
        const auto& task = info_of(record.name);
        pack.speed_tasks.push_back(
            {record.name, task.points, task.needs, task.hints, record.rule, record.inputs});
    }
    if (next < info.tasks.size())
        throw std::runtime_error("cases.cpp has no task " + info.tasks[next].name +
                                 ", which exercise.toml lists");
    return pack;
}

void list(const Exercise& exercise) {
    for (const auto& task : exercise.tasks) {
        for (const auto& variant : task.variants)
            std::printf("%s variant %s\n", task.name.c_str(), variant.name.c_str());
        for (const auto& mistake : task.mistakes)
            std::printf("%s mistake %s\n", task.name.c_str(), mistake.name.c_str());
    }
    for (const auto& speed : exercise.speeds)
        std::printf("%s speed %s\n", speed.name.c_str(), speed.rule.against.c_str());
}

std::unique_ptr<Function> named(const TaskRecord& task, const std::string& name) {
    for (const auto* functions : {&task.variants, &task.mistakes})
        for (const auto& function : *functions)
            if (function.name == name) return function.make();
    refuse(task.name, "no variant or mistake is named " + name);
}

[[noreturn]] void serve(const Exercise& exercise,
                        const std::map<std::string, std::string>& chosen) {
    Subject subject;
    for (const auto& task : exercise.tasks) {
        // "*=vectorized" chooses for all tasks that have such a variant.
        auto choice = chosen.find(task.name);
        const auto everywhere = chosen.find("*");
        std::string name = task.variants.front().name;
        if (choice != chosen.end()) {
            name = choice->second;
        } else if (everywhere != chosen.end()) {
            for (const auto& variant : task.variants)
                if (variant.name == everywhere->second) name = variant.name;
        }
        SubjectAccess::add(subject, task.name, named(task, name));
    }
    answer_questions();
}

int main(const std::vector<std::string>& words) {
    if (words.size() < 3)
        throw std::runtime_error("expected: pack|list|serve EXERCISE_FOLDER SEED …");
    const auto info = course::read_exercise(words[1]);
    set_data_folder(std::getenv("MLCORE_DATA") ? std::getenv("MLCORE_DATA") : "examples/data");
    // A secret seed comes in the environment, which only the same user can read.
    const char* secret = std::getenv("MLCORE_PACK_SEED");
    const std::uint64_t seed = words[0] == "serve"                      ? 1
                               : words[2] == "env" && secret != nullptr ? std::stoull(secret)
                                                                        : std::stoull(words[2]);
    Exercise exercise;
    Random random(seed);
    write_cases(exercise, random);
    if (words[0] == "pack" && words.size() == 4) {
        Pack pack = make_pack(info, exercise, seed);
        write_pack(pack, words[3]);
    } else if (words[0] == "list") {
        list(exercise);
    } else if (words[0] == "serve") {
        std::map<std::string, std::string> chosen;
        for (std::size_t i = 2; i < words.size(); ++i) {
            const auto equals = words[i].find('=');
            if (equals == std::string::npos) throw std::runtime_error("expected task=variant");
            chosen[words[i].substr(0, equals)] = words[i].substr(equals + 1);
        }
        serve(exercise, chosen);
    } else {
        throw std::runtime_error("unknown command " + words[0]);
    }
    return 0;
}

} // namespace
} // namespace mlcore::grading

int main(int argc, char** argv) {
    try {
        return mlcore::grading::main({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
