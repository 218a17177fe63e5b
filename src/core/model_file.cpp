#include "value_bytes.hpp"

#include "mlcore/core/model_bytes.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

namespace mlcore::detail {
namespace {

namespace fs = std::filesystem;

// "mlcore model 1 linear_regression 1 <checksum>\n" and then the encoded fields.
constexpr const char* format = "mlcore model 1 ";

std::string checksum(const void* bytes, std::size_t size) {
    const XXH128_hash_t hash = XXH3_128bits(bytes, size);
    char text[33];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                  static_cast<unsigned long long>(hash.low64));
    return text;
}

[[noreturn]] void refuse(const char* function, const fs::path& file, const std::string& why) {
    throw ValueError(std::string(function) + ": " + file.string() + " " + why);
}

} // namespace

void write_model(const fs::path& file, const char* name, int version, const Value& fields) {
    const Bytes body = encode(fields);
    const fs::path temporary = file.string() + ".unfinished-" + std::to_string(getpid());
    {
        std::ofstream stream(temporary, std::ios::binary);
        stream << format << name << " " << version << " " << checksum(body.data(), body.size())
               << "\n";
        stream.write(reinterpret_cast<const char*>(body.data()),
                     static_cast<std::streamsize>(body.size()));
        stream.flush();
        if (!stream) {
            std::error_code ignored;
            fs::remove(temporary, ignored);
            refuse("save", file, std::string("cannot be written: ") + std::strerror(errno));
        }
    }
    std::error_code failed;
    fs::rename(temporary, file, failed);
    if (failed) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        refuse("save", file, "cannot be written: " + failed.message());
    }
}

Value read_model(const fs::path& file, const char* name, int version) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream || fs::is_directory(file))
        refuse("load", file, std::string("cannot be read: ") + std::strerror(errno));
    std::string head;
    // No longer than any head: a foreign file need not have lines.
    for (char c; head.size() < 200 && stream.get(c) && c != '\n';) head += c;
    std::istringstream words(head);
    std::string mlcore, model, kind, hash;
    int file_format = 0, file_version = 0;
    if (!(words >> mlcore >> model) || mlcore != "mlcore" || model != "model")
        refuse("load", file, "is no model of mlcore");
    if (!(words >> file_format) || file_format != 1)
        refuse("load", file, "has a format that this version of mlcore does not know");
    if (!(words >> kind >> file_version >> hash))
        refuse("load", file, "is damaged: its first line is cut");
    if (kind != name) refuse("load", file, "holds a " + kind + " model; expected " + name);
    if (file_version != version)
        refuse("load", file,
               "holds version " + std::to_string(file_version) + " of a " + kind +
                   " model; expected version " + std::to_string(version));
    std::ostringstream rest;
    rest << stream.rdbuf();
    const std::string body = std::move(rest).str();
    if (hash != checksum(body.data(), body.size()))
        refuse("load", file, "is damaged: its checksum does not fit");
    try {
        return decode({body.begin(), body.end()});
    } catch (const WireError& error) {
        refuse("load", file, std::string("is damaged: ") + error.what());
    }
}

void refuse_fields(const fs::path& file, const char* name, const char* why) {
    refuse("load", file, std::string("does not hold the fields of a ") + name + " model: " + why);
}

} // namespace mlcore::detail
