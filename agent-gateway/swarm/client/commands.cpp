#include "agent-gateway/swarm/client/commands.hpp"

#include <algorithm>

#include "agent-gateway/swarm/limits.hpp"

namespace yunke::swarm {

CommandId Commands::add(v1::ClientFrame frame) {
    if (queue_.size() >= limits::queued_max) return 0;
    frame.set_number(0);
    queue_.push_back(Command{++ids_, std::move(frame)});
    return ids_;
}

std::optional<Commands::Taken> Commands::take() {
    if (unanswered() >= limits::unanswered_max && find(next_) == nullptr) return std::nullopt;
    Command* command = find(next_);
    const bool first = command == nullptr;
    if (first) {
        if (queue_.empty()) return std::nullopt;
        sent_.push_back(std::move(queue_.front()));
        queue_.pop_front();
        command = &sent_.back();
        command->frame.set_number(next_);
    } else {
        // After a new epoch two hundred may go again; they, too, go at most thirty-two at a time.
        std::size_t out = 0;
        for (const Command& held : sent_)
            if (!held.done && held.frame.number() < next_) ++out;
        if (out >= limits::unanswered_max) return std::nullopt;
    }
    ++next_;
    command->frame.set_answered(answered_);
    return Taken{command->id, command->frame, first};
}

void Commands::answer(const v1::Answer& answer) {
    Command* command = find(answer.number());
    if (command == nullptr) return;
    const bool again = command->told && !command->done;
    command->done = true;
    if (again)
        settled_(Outcome{command->id, &command->frame, &answer, true});
    else
        settle(*command, &answer);
    note_answered();
}

void Commands::attached(std::uint32_t last_number, bool epoch_changed) {
    if (!epoch_changed && last_number < answered_) {
        abandon();
        sent_.clear();
    }
    for (Command& command : sent_) {
        if (command.frame.number() > last_number) continue;
        v1::Answer answer;
        answer.set_number(command.frame.number());
        answer.set_error(v1::ALREADY_APPLIED);
        command.done = true;
        settle(command, &answer);
    }
    const auto again =
        std::ranges::find_if(sent_, [&](const Command& held) { return held.frame.number() > last_number; });
    for (auto it = again; it != sent_.end(); ++it)
        it->done = false;
    const bool ahead_of_us = !sent_.empty() && sent_.back().frame.number() < last_number;
    renumber(static_cast<std::size_t>(again - sent_.begin()), last_number + 1);
    if (ahead_of_us) sent_.clear();  // numbers must stay consecutive
    answered_ = last_number;
    next_ = last_number + 1;
}

void Commands::resend(std::uint32_t from) {
    const std::uint32_t lowest = sent_.empty() ? next_ : sent_.front().frame.number();
    next_ = std::min(next_, std::max(from, lowest));
}

void Commands::refused(std::uint32_t number, v1::ErrorCode error, const std::string& detail) {
    Command* found = find(number);
    if (found == nullptr || found->told) return;
    v1::Answer answer;
    answer.set_number(number);
    answer.set_error(error);
    answer.set_detail(detail);
    const auto index = static_cast<std::size_t>(number - sent_.front().frame.number());
    Command command = std::move(*found);
    sent_.erase(sent_.begin() + static_cast<std::ptrdiff_t>(index));
    renumber(index, number);
    next_ = std::min(next_, number);
    settle(command, &answer);
}

void Commands::new_instance() {
    abandon();
    sent_.clear();
    answered_ = 0;
    next_ = 1;
}

void Commands::reset() {
    new_instance();
    std::deque<Command> unsent;
    unsent.swap(queue_);
    for (Command& command : unsent)
        settle(command, nullptr);
}

std::size_t Commands::unanswered() const {
    std::size_t count = 0;
    for (auto it = sent_.rbegin(); it != sent_.rend() && !(it->told && it->done); ++it)
        ++count;
    return count;
}

Commands::Command* Commands::find(std::uint32_t number) {
    if (sent_.empty() || number < sent_.front().frame.number()) return nullptr;
    const std::size_t index = number - sent_.front().frame.number();
    return index < sent_.size() ? &sent_[index] : nullptr;
}

void Commands::settle(Command& command, const v1::Answer* answer) {
    if (command.told) return;
    command.told = true;
    settled_(Outcome{command.id, &command.frame, answer});
}

void Commands::abandon() {
    for (Command& command : sent_)
        settle(command, nullptr);
}

void Commands::note_answered() {
    const auto open = std::ranges::find(sent_, false, &Command::done);
    const auto done = static_cast<std::size_t>(open - sent_.begin());
    if (done > 0) answered_ = std::max(answered_, sent_[done - 1].frame.number());
    for (std::size_t drop = done; drop > limits::retained_max; --drop)
        sent_.pop_front();
}

void Commands::renumber(std::size_t from_index, std::uint32_t number) {
    for (std::size_t i = from_index; i < sent_.size(); ++i)
        sent_[i].frame.set_number(number++);
}

}  // namespace yunke::swarm
