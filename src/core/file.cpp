#include "file.hpp"

#include <openssl/evp.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace mlcore::core {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const char* what) {
    throw std::runtime_error(file.string() + " cannot be " + what + ": " + std::strerror(errno));
}

void write(const std::filesystem::path& file, std::string_view text, mode_t mode) {
    if (file.has_parent_path()) {
        std::error_code failed;
        std::filesystem::create_directories(file.parent_path(), failed);
        if (failed)
            throw std::runtime_error(file.parent_path().string() +
                                     " cannot be made: " + failed.message());
    }
    std::string temporary = file.string() + ".XXXXXX";
    const int descriptor = mkstemp(temporary.data());
    if (descriptor < 0) fail(file, "written");
    fchmod(descriptor, mode); // mkstemp made it the user's own
    while (!text.empty()) {
        const ssize_t put = ::write(descriptor, text.data(), text.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) {
            close(descriptor);
            unlink(temporary.c_str());
            fail(file, "written");
        }
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    fsync(descriptor);
    close(descriptor);
    if (rename(temporary.c_str(), file.c_str()) != 0) {
        unlink(temporary.c_str());
        fail(file, "written");
    }
}

} // namespace

std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream || std::filesystem::is_directory(file)) fail(file, "read");
    std::ostringstream text;
    text << stream.rdbuf();
    return std::move(text).str();
}

void write_atomically(const std::filesystem::path& file, std::string_view text) {
    write(file, text, 0644);
}

void write_private(const std::filesystem::path& file, std::string_view text) {
    write(file, text, 0600);
}

std::string sha256(std::string_view bytes) {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_Digest(bytes.data(), bytes.size(), hash, &size, EVP_sha256(), nullptr);
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        constexpr const char* digits = "0123456789abcdef";
        text += digits[hash[i] >> 4];
        text += digits[hash[i] & 15];
    }
    return text;
}

} // namespace mlcore::core
