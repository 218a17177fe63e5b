// A small GPT reads this course's lessons, letter by letter, and then writes one.
//
//     train_gpt [steps] [file]        1500 steps on the lessons, or on any text of yours
//
// 0.8 million parameters, random at first, are trained to foretell the next character from the 64
// before it; a tenth of the text is kept aside to see what was learned and what only remembered.
// The model is saved, loaded again, and continues a heading.
#include "mlcore/foundations/optimizers.hpp"
#include "mlcore/nn/transformer.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using namespace mlcore;

namespace {

std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error(file.string() + " cannot be read");
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::string all_lessons() {
    const fs::path folder = fs::path(MLCORE_SOURCE_DIR) / "exercises";
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().filename() == "lesson.md") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::string text;
    for (const auto& file : files) text += read(file) + "\n";
    return text;
}

/// Numbers the bytes that occur in a text: 0 … V − 1.
struct Alphabet {
    std::string bytes;
    std::array<int, 256> number{};

    explicit Alphabet(const std::string& text) {
        std::array<bool, 256> occurs{};
        for (const char c : text) occurs[static_cast<unsigned char>(c)] = true;
        for (int c = 0; c < 256; ++c)
            if (occurs[static_cast<std::size_t>(c)]) {
                number[static_cast<std::size_t>(c)] = static_cast<int>(bytes.size());
                bytes += static_cast<char>(c);
            }
    }
    Labels encode(const std::string& text) const {
        Labels tokens(static_cast<Index>(text.size()));
        for (Index i = 0; i < tokens.size(); ++i)
            tokens(i) = number[static_cast<unsigned char>(text[static_cast<std::size_t>(i)])];
        return tokens;
    }
    std::string decode(const Labels& tokens) const {
        std::string text;
        for (const int token : tokens) text += bytes[static_cast<std::size_t>(token)];
        return text;
    }
};

struct Batch {
    transformer::Tokens tokens, targets; // [B, T]; targets are the tokens one place on
};

/// B stretches of `text`, each from a place of its own; written into `batch`.
void draw(Random& random, const Labels& text, Batch& batch) {
    const Index B = extent(batch.tokens, 0), length = extent(batch.tokens, 1);
    for (Index b = 0; b < B; ++b) {
        const Index start = random.index(text.size() - length);
        for (Index t = 0; t < length; ++t) {
            batch.tokens(b, t) = text(start + t);
            batch.targets(b, t) = text(start + t + 1);
        }
    }
}

void run(int steps, const std::string& text) {
    constexpr Index batch_size = 16, length = 64;
    const Alphabet alphabet(text);
    const Labels all = alphabet.encode(text);
    if (all.size() < 20 * length) throw std::runtime_error("the text is too short to learn from");
    const Labels known = all.head(all.size() * 9 / 10), kept_aside = all.tail(all.size() / 10);

    auto model = transformer::initial_model<float>(
        {.vocabulary = static_cast<Index>(alphabet.bytes.size()), .context = length}, 7);
    std::cout << model << "\n"
              << text.size() << " characters, " << alphabet.bytes.size() << " different ones\n\n";

    transformer::Trainer<float> trainer(model, {.batch = batch_size, .length = length});
    const std::array<std::size_t, 2> shape{batch_size, length};
    Batch batch{transformer::Tokens(shape), transformer::Tokens(shape)};
    Batch unseen = batch;
    Random random(7);
    const auto loss_aside = [&] { // on the same stretches each time
        Random same(1);
        double sum = 0;
        for (int i = 0; i < 4; ++i) {
            draw(same, kept_aside, unseen);
            sum += trainer.loss(unseen.tokens, unseen.targets) / 4;
        }
        return sum;
    };

    const optimizers::ScheduleOptions schedule{
        .peak = 3e-3, .floor = 1e-4, .warmup_steps = std::min(50, steps / 2), .total_steps = steps};
    const int every = std::max(1, steps / 10);
    const auto start = std::chrono::steady_clock::now();
    double mean = 0;
    std::printf("%6s %10s %12s %10s\n", "step", "loss", "kept aside", "tokens/s");
    for (int step = 1; step <= steps; ++step) {
        draw(random, known, batch);
        mean += trainer.compute_gradient(batch.tokens, batch.targets) / every;
        trainer.clip_gradient(1);
        trainer.apply_adamw({.learning_rate = optimizers::cosine_schedule(step, schedule),
                             .beta2 = 0.99,
                             .weight_decay = 0.1});
        if (step % every != 0) continue;
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        std::printf("%6d %10.3f %12.3f %10.0f\n", step, mean, loss_aside(),
                    static_cast<double>(step * batch_size * length) / seconds);
        std::fflush(stdout);
        mean = 0;
    }
    std::printf("\n%.2f bits a character on text it has not seen; guessing takes %.2f\n",
                loss_aside() / std::log(2.0),
                std::log2(static_cast<double>(alphabet.bytes.size())));

    const fs::path file = "lessons.model";
    save(trainer.model(), file);
    model = load<transformer::Model<float>>(file);
    const std::string prompt = "## The formula";
    const auto told = std::chrono::steady_clock::now();
    const Labels tokens = transformer::generate(model, alphabet.encode(prompt), 600,
                                                {.temperature = 0.8, .top_k = 20}, 7);
    std::printf("\n%s%s\n\n600 characters in %.2f s; the model is in %s\n", prompt.c_str(),
                alphabet.decode(tokens).c_str(),
                std::chrono::duration<double>(std::chrono::steady_clock::now() - told).count(),
                file.c_str());
}

} // namespace

int main(int argc, char** argv) {
    try {
        const int steps = argc > 1 ? std::atoi(argv[1]) : 1500;
        if (steps < 1 || argc > 3) {
            std::fprintf(stderr, "usage: train_gpt [steps] [file]\n");
            return 2;
        }
        run(steps, argc > 2 ? read(argv[2]) : all_lessons());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "train_gpt: %s\n", error.what());
        return 1;
    }
}
