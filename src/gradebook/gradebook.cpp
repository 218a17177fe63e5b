#include "gradebook.hpp"

#include "schema.hpp"

#include "core/file.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <map>
#include <stdexcept>
#include <tuple>

namespace mlcore::gradebook {
namespace {

namespace fs = std::filesystem;

constexpr int busy_milliseconds = 20'000; // another process may be writing

constexpr std::array states{State::graded, State::refused, State::failed};

State state_from(const std::string& name) {
    for (const State state : states)
        if (name == to_string(state)) return state;
    throw std::runtime_error("unknown state \"" + name + "\"");
}

std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

constexpr const char* grading_columns =
    "g.id, g.exercise, g.submission, g.pack, g.toolchain, g.state, g.seed_id, g.isolation, "
    "g.engine, g.seconds, g.graded_at, g.score, g.max_score, g.problem, g.verdict";
constexpr int grading_column_count = 15;

Grading read_grading(const SQLite::Statement& row) {
    const auto text = [&](int column) { return row.getColumn(column).getString(); };
    Grading grading;
    grading.id = row.getColumn(0).getInt64();
    grading.key = {text(1), text(2), text(3), text(4)};
    grading.state = state_from(text(5));
    grading.seed_id = text(6);
    grading.isolation = text(7);
    grading.engine = text(8);
    grading.seconds = row.getColumn(9).getDouble();
    grading.graded_at = row.getColumn(10).getInt64();
    grading.score = row.getColumn(11).getDouble();
    grading.max_score = row.getColumn(12).getDouble();
    grading.problem = text(13);
    grading.verdict = grading::verdict_from_json(nlohmann::ordered_json::parse(text(14)));
    return grading;
}

} // namespace

const char* to_string(State state) {
    switch (state) {
    case State::graded:
        return "graded";
    case State::refused:
        return "refused";
    case State::failed:
        return "failed";
    }
    return "failed";
}

struct Gradebook::Database {
    SQLite::Database sql;

    Database(const fs::path& file, Mode mode)
        : sql(file.string(),
              // A reader that may not write leaves the log's files behind; where the file itself is
              // protected, SQLite opens it for reading alone.
              mode == Mode::write ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE
                                  : SQLite::OPEN_READWRITE,
              busy_milliseconds) {
        sql.exec("PRAGMA foreign_keys = ON");
        if (mode == Mode::write) {
            sql.exec("PRAGMA journal_mode = WAL");
            sql.exec("PRAGMA synchronous = FULL");
            make_tables(file);
        } else {
            sql.exec("PRAGMA query_only = ON");
        }
        if (number("PRAGMA application_id") != application_id)
            throw std::runtime_error(file.string() + " is an SQLite file, but no gradebook");
        if (number("PRAGMA user_version") > schema_version)
            throw std::runtime_error(file.string() + " was written by a newer mlcore (tables " +
                                     std::to_string(number("PRAGMA user_version")) +
                                     ", this one knows " + std::to_string(schema_version) + ")");
    }

    int number(const char* pragma) { return sql.execAndGet(pragma).getInt(); }

    // One transaction: a process killed here leaves an empty file, which is made again.
    void make_tables(const fs::path& file) {
        SQLite::Transaction transaction(sql, SQLite::TransactionBehavior::IMMEDIATE);
        if (sql.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0) {
            sql.exec(schema);
            sql.exec("PRAGMA application_id = " + std::to_string(application_id));
            sql.exec("PRAGMA user_version = " + std::to_string(schema_version));
        } else if (number("PRAGMA application_id") != application_id) {
            throw std::runtime_error(file.string() + " is an SQLite file, but no gradebook");
        }
        transaction.commit();
    }

    std::vector<Attempt> attempts(const std::string& where,
                                  const std::vector<std::string>& arguments) {
        SQLite::Statement query(
            sql, std::string("SELECT ") + grading_columns +
                     ", a.id, a.student, a.file, a.submitted_at, a.recorded_at, a.reason "
                     "FROM attempts a JOIN gradings g ON g.id = a.grading " +
                     where);
        for (std::size_t i = 0; i < arguments.size(); ++i)
            query.bind(static_cast<int>(i + 1), arguments[i]);
        std::vector<Attempt> found;
        while (query.executeStep()) {
            Attempt attempt;
            attempt.grading = read_grading(query);
            const int at = grading_column_count;
            attempt.id = query.getColumn(at).getInt64();
            attempt.student = query.getColumn(at + 1).getString();
            attempt.file = query.getColumn(at + 2).getString();
            attempt.submitted_at = query.getColumn(at + 3).getInt64();
            attempt.recorded_at = query.getColumn(at + 4).getInt64();
            attempt.reason = query.getColumn(at + 5).getString();
            found.push_back(std::move(attempt));
        }
        return found;
    }

    std::vector<std::string> names(const char* text) {
        SQLite::Statement query(sql, text);
        std::vector<std::string> found;
        while (query.executeStep()) found.push_back(query.getColumn(0).getString());
        return found;
    }

    std::optional<Grading> find(const Key& key) {
        SQLite::Statement query(sql, std::string("SELECT ") + grading_columns +
                                         " FROM gradings g WHERE exercise = ? AND submission = ? "
                                         "AND pack = ? AND toolchain = ? AND state <> 'failed'");
        query.bind(1, key.exercise);
        query.bind(2, key.submission);
        query.bind(3, key.pack);
        query.bind(4, key.toolchain);
        if (!query.executeStep()) return std::nullopt;
        return read_grading(query);
    }

    bool add(Attempt& attempt) {
        SQLite::Statement newest(sql, "SELECT grading FROM attempts WHERE student = ? AND "
                                      "exercise = ? ORDER BY id DESC LIMIT 1");
        newest.bind(1, attempt.student);
        newest.bind(2, attempt.grading.key.exercise);
        if (newest.executeStep() && newest.getColumn(0).getInt64() == attempt.grading.id)
            return false;
        attempt.recorded_at = now();
        SQLite::Statement insert(sql, "INSERT INTO attempts (student, exercise, submission, file, "
                                      "submitted_at, recorded_at, reason, grading) "
                                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        insert.bind(1, attempt.student);
        insert.bind(2, attempt.grading.key.exercise);
        insert.bind(3, attempt.grading.key.submission);
        insert.bind(4, attempt.file);
        insert.bind(5, attempt.submitted_at);
        insert.bind(6, attempt.recorded_at);
        insert.bind(7, attempt.reason);
        insert.bind(8, attempt.grading.id);
        insert.exec();
        attempt.id = sql.getLastInsertRowid();
        return true;
    }
};

namespace {

// What SQLite says, with the file's name and in words that help.
template <class Work>
auto translated(const fs::path& file, Work work) {
    try {
        return work();
    } catch (const SQLite::Exception& error) {
        throw std::runtime_error("the gradebook " + file.string() + ": " + error.what());
    } catch (const nlohmann::json::exception& error) {
        throw std::runtime_error("the gradebook " + file.string() +
                                 " holds a verdict that cannot be read: " + error.what());
    }
}

} // namespace

Gradebook::Gradebook(const fs::path& file, Mode mode) : file_(file) {
    if (mode == Mode::read && !fs::exists(file))
        throw std::runtime_error("there is no gradebook " + file.string() +
                                 "; mlcore grade makes one in its --out folder");
    if (mode == Mode::write && file.has_parent_path()) fs::create_directories(file.parent_path());
    translated(file, [&] { database_ = std::make_unique<Database>(file, mode); });
}
Gradebook::~Gradebook() = default;
Gradebook::Gradebook(Gradebook&&) noexcept = default;
Gradebook& Gradebook::operator=(Gradebook&&) noexcept = default;

std::vector<Attempt> Gradebook::latest() const {
    return translated(file_, [&] {
        return database_->attempts(
            "WHERE a.id IN (SELECT max(id) FROM attempts GROUP BY student, exercise) "
            "ORDER BY a.student, a.exercise",
            {});
    });
}

std::vector<Attempt> Gradebook::best() const {
    auto candidates = standing();
    std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
        return std::pair(a.student, a.exercise()) < std::pair(b.student, b.exercise());
    });
    std::vector<Attempt> found;
    for (auto& attempt : candidates) {
        const bool same = !found.empty() && found.back().student == attempt.student &&
                          found.back().exercise() == attempt.exercise();
        const auto rank = [](const Attempt& one) {
            return std::tuple(one.grading.state != State::failed, one.score(), one.id);
        };
        if (!same)
            found.push_back(std::move(attempt));
        else if (rank(attempt) > rank(found.back()))
            found.back() = std::move(attempt);
    }
    return found;
}

std::vector<Attempt> Gradebook::standing() const {
    return translated(file_, [&] {
        return database_->attempts(
            "WHERE a.id IN (SELECT max(id) FROM attempts GROUP BY student, exercise, submission) "
            "ORDER BY a.id",
            {});
    });
}

std::vector<Attempt> Gradebook::attempts() const {
    return translated(file_, [&] { return database_->attempts("ORDER BY a.id", {}); });
}

std::vector<Attempt> Gradebook::attempts(const std::string& student,
                                         const std::string& exercise) const {
    return translated(file_, [&] {
        return database_->attempts("WHERE a.student = ? AND a.exercise = ? ORDER BY a.id",
                                   {student, exercise});
    });
}

std::vector<std::string> Gradebook::students() const {
    return translated(file_, [&] {
        return database_->names("SELECT DISTINCT student FROM attempts ORDER BY student");
    });
}

std::vector<std::string> Gradebook::exercises() const {
    return translated(file_, [&] {
        return database_->names("SELECT DISTINCT exercise FROM attempts ORDER BY exercise");
    });
}

std::optional<Grading> Gradebook::grading(const Key& key) const {
    return translated(file_, [&] { return database_->find(key); });
}

std::string Gradebook::submission(const std::string& hash) const {
    return translated(file_, [&] {
        SQLite::Statement query(database_->sql, "SELECT bytes FROM submissions WHERE hash = ?");
        query.bind(1, hash);
        if (!query.executeStep())
            throw std::runtime_error("the gradebook " + file_.string() +
                                     " has no submission with the hash " + hash);
        const auto column = query.getColumn(0);
        const auto size = static_cast<std::size_t>(column.getBytes());
        return size == 0 ? std::string()
                         : std::string(static_cast<const char*>(column.getBlob()), size);
    });
}

void Gradebook::keep_submission(const std::string& hash, std::string_view bytes) {
    translated(file_, [&] {
        SQLite::Statement insert(database_->sql,
                                 "INSERT OR IGNORE INTO submissions (hash, bytes) VALUES (?, ?)");
        insert.bind(1, hash);
        insert.bind(2, bytes.data(), static_cast<int>(bytes.size()));
        insert.exec();
    });
}

Grading Gradebook::add(Grading grading) {
    return translated(file_, [&] {
        SQLite::Transaction transaction(database_->sql, SQLite::TransactionBehavior::IMMEDIATE);
        if (auto known = database_->find(grading.key)) return std::move(*known);
        SQLite::Statement insert(
            database_->sql, "INSERT INTO gradings (exercise, submission, pack, toolchain, state, "
                            "seed_id, isolation, engine, seconds, graded_at, score, max_score, "
                            "problem, verdict) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insert.bind(1, grading.key.exercise);
        insert.bind(2, grading.key.submission);
        insert.bind(3, grading.key.pack);
        insert.bind(4, grading.key.toolchain);
        insert.bind(5, to_string(grading.state));
        insert.bind(6, grading.seed_id);
        insert.bind(7, grading.isolation);
        insert.bind(8, grading.engine);
        insert.bind(9, grading.seconds);
        if (grading.graded_at == 0) grading.graded_at = now();
        insert.bind(10, grading.graded_at);
        insert.bind(11, grading.score);
        insert.bind(12, grading.max_score);
        insert.bind(13, grading.problem);
        insert.bind(14,
                    grading::to_json(grading.verdict)
                        .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
        insert.exec();
        grading.id = database_->sql.getLastInsertRowid();
        transaction.commit();
        return std::move(grading);
    });
}

bool Gradebook::add(Attempt& attempt) {
    return translated(file_, [&] {
        SQLite::Transaction transaction(database_->sql, SQLite::TransactionBehavior::IMMEDIATE);
        const bool added = database_->add(attempt);
        transaction.commit();
        return added;
    });
}

std::size_t Gradebook::add_all(std::vector<Attempt>& attempts) {
    return translated(file_, [&] {
        SQLite::Transaction transaction(database_->sql, SQLite::TransactionBehavior::IMMEDIATE);
        std::size_t added = 0;
        for (auto& attempt : attempts) added += database_->add(attempt) ? 1 : 0;
        transaction.commit();
        return added;
    });
}

void Gradebook::together(const std::function<void()>& work) {
    translated(file_, [&] {
        SQLite::Transaction transaction(database_->sql, SQLite::TransactionBehavior::IMMEDIATE);
        work();
        transaction.commit();
    });
}

std::string Gradebook::fact(const std::string& name) const {
    return translated(file_, [&] {
        SQLite::Statement query(database_->sql, "SELECT text FROM facts WHERE name = ?");
        query.bind(1, name);
        return query.executeStep() ? query.getColumn(0).getString() : std::string();
    });
}

void Gradebook::set_fact(const std::string& name, const std::string& text) {
    translated(file_, [&] {
        SQLite::Statement insert(database_->sql,
                                 "INSERT INTO facts (name, text) VALUES (?, ?) "
                                 "ON CONFLICT (name) DO UPDATE SET text = excluded.text");
        insert.bind(1, name);
        insert.bind(2, text);
        insert.exec();
    });
}

fs::path gradebook_file(const fs::path& folder) { return folder / "gradebook.sqlite"; }

std::string iso_time(std::int64_t seconds_since_1970) {
    const std::time_t time = seconds_since_1970;
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

std::string seed_id(std::uint64_t seed) {
    return core::sha256("mlcore seed " + std::to_string(seed)).substr(0, 8);
}

} // namespace mlcore::gradebook
