#include "dispatcher/ledger/undo.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

namespace yunke::ledger {
namespace {

// Both directions go by one list of fields for each row, so that they cannot differ. A row is a letter and its numbers.
class Writer {
public:
    void row(char letter) {
        text_ += letter;
        text_ += ' ';
    }
    template <class T>
    void field(const T& value) {
        if constexpr (std::is_enum_v<T>) {
            text_ += std::to_string(static_cast<std::underlying_type_t<T>>(value));
        } else {
            text_ += std::to_string(value);
        }
        text_ += ' ';
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    bool done() const { return text_.empty(); }
    bool whole() const { return whole_; }
    void refuse() {
        whole_ = false;
        text_ = {};
    }
    char row() {
        if (text_.size() < 2 || text_[1] != ' ') {
            refuse();
            return 0;
        }
        const char letter = text_[0];
        text_.remove_prefix(2);
        return letter;
    }
    template <class T>
    void field(T& value) {
        std::int64_t signed_number = 0;
        std::uint64_t number = 0;
        const bool negative = text_.starts_with('-');
        const char* begin = text_.data();
        const char* end = begin + text_.size();
        const auto read = negative ? std::from_chars(begin, end, signed_number) : std::from_chars(begin, end, number);
        if (read.ec != std::errc{} || read.ptr == end || *read.ptr != ' ') {
            refuse();
            return;
        }
        value = negative ? static_cast<T>(signed_number) : static_cast<T>(number);
        text_.remove_prefix(static_cast<std::size_t>(read.ptr - begin) + 1);
    }

private:
    std::string_view text_;
    bool whole_ = true;
};

// Row is const for the writer.
template <class Io, class Row>
void line_fields(Io& io, Row& r) {
    io.field(r.key.agent);
    io.field(r.key.period_ms);
    io.field(r.key.shift);
    io.field(r.key.term);
    io.field(r.key.merchant);
    io.field(r.key.card);
    io.field(r.rate);
    io.field(r.quantity);
    io.field(r.posted);
}

template <class Io, class Row>
void period_fields(Io& io, Row& r) {
    io.field(r.key.agent);
    io.field(r.key.period_ms);
    io.field(r.key.shift);
    io.field(r.paid_ms);
    io.field(r.rest_paid_ms);
    io.field(r.rest_run_ms);
    io.field(r.rest_until_ms);
    io.field(r.earned_fen);
    io.field(r.ended_ms);
}

template <class Io, class Row>
void agent_fields(Io& io, Row& r) {
    io.field(r.agent);
    io.field(r.period_ms);
    io.field(r.shift);
    io.field(r.at_work);
    io.field(r.until_ms);
    io.field(r.waiting);
}

// The row of somebody whom no month ever paid training has a letter of its own and is the shorter one.
template <class Io, class Row>
void trained_agent_fields(Io& io, Row& r) {
    agent_fields(io, r);
    io.field(r.training_month);
    io.field(r.training_ms);
}

void write_agent(Writer& io, const AgentRow& r) {
    const bool trained = r.training_month != 0;
    io.row(trained ? 'b' : 'a');
    if (trained)
        trained_agent_fields(io, r);
    else
        agent_fields(io, r);
}

template <class Io, class Row>
void usage_fields(Io& io, Row& r) {
    io.field(r.key.day);
    io.field(r.key.shop);
    io.field(r.key.queue);
    io.field(r.key.agent);
    for (auto& ms : r.ms)
        io.field(ms);
    io.field(r.resolved);
}

template <class Io, class Row>
void package_fields(Io& io, Row& r) {
    io.field(r.id);
    io.field(r.merchant);
    io.field(r.plan);
    io.field(r.price_fen);
    io.field(r.vat_bp);
    io.field(r.by_invoice);
    io.field(r.sold_ms);
    io.field(r.expires_ms);
    io.field(r.issued_ms);
    io.field(r.available_ms);
    io.field(r.held_ms);
    io.field(r.consumed_ms);
    io.field(r.expired_ms);
    io.field(r.refunded_ms);
    io.field(r.recognised_fen);
    io.field(r.vat_fen);
    io.field(r.refunded_fen);
}

template <class Io, class Row>
void overage_fields(Io& io, Row& r) {
    io.field(r.key.merchant);
    io.field(r.key.terms);
    io.field(r.key.vat_bp);
    io.field(r.rate);
    io.field(r.ms);
    io.field(r.posted_fen);
    io.field(r.vat_fen);
}

template <class Io, class Row>
void merchant_fields(Io& io, Row& r) {
    io.field(r.merchant);
    io.field(r.version);
    io.field(r.packages_sold);
    io.field(r.spare_fen);
    io.field(r.gifts_unfunded);
    io.field(r.alert_base_ms);
    io.field(r.alerts_told);
    io.field(r.used_up);
}

void write_chat(Writer& io, const Chat& r) {
    io.field(r.conversation);
    io.field(r.resolved);
    io.field(r.in_hands);
    io.field(r.holds.size());
    for (const Hold& hold : r.holds) {
        io.field(hold.package);
        io.field(hold.ms);
    }
}

void read_chat(Reader& io, Chat& r) {
    std::size_t holds = 0;
    io.field(r.conversation);
    io.field(r.resolved);
    io.field(r.in_hands);
    io.field(holds);
    for (std::size_t i = 0; i < holds && io.whole(); ++i) {
        io.field(r.holds.emplace_back().package);
        io.field(r.holds.back().ms);
    }
}

void read_row(Reader& io, Undo& undo) {
    switch (io.row()) {
        case 'l':
            return line_fields(io, undo.lines.emplace_back());
        case 'p':
            return period_fields(io, undo.periods.emplace_back());
        case 'a':
            return agent_fields(io, undo.agents.emplace_back());
        case 'b':
            return trained_agent_fields(io, undo.agents.emplace_back());
        case 'c':
            return read_chat(io, undo.chats.emplace_back());
        case 'u':
            return usage_fields(io, undo.usage.emplace_back());
        case 'k':
            return package_fields(io, undo.packages.emplace_back());
        case 'o':
            return overage_fields(io, undo.overage.emplace_back());
        case 'm': {
            MerchantStep& step = undo.merchants.emplace_back();
            merchant_fields(io, step.before);
            return merchant_fields(io, step.after);
        }
        default:
            io.refuse();
    }
}

template <class Row, class Fields>
void write_rows(Writer& io, char letter, const std::vector<Row>& rows, Fields fields) {
    for (const Row& row : rows) {
        io.row(letter);
        fields(row);
    }
}

}  // namespace

std::string write_undo(const Undo& undo) {
    Writer io;
    io.row('t');
    io.field(undo.at_ms);
    write_rows(io, 'l', undo.lines, [&](const Line& r) { line_fields(io, r); });
    write_rows(io, 'p', undo.periods, [&](const Period& r) { period_fields(io, r); });
    for (const AgentRow& r : undo.agents)
        write_agent(io, r);
    write_rows(io, 'c', undo.chats, [&](const Chat& r) { write_chat(io, r); });
    write_rows(io, 'u', undo.usage, [&](const Usage& r) { usage_fields(io, r); });
    write_rows(io, 'k', undo.packages, [&](const Package& r) { package_fields(io, r); });
    write_rows(io, 'o', undo.overage, [&](const Overage& r) { overage_fields(io, r); });
    write_rows(io, 'm', undo.merchants, [&](const MerchantStep& r) {
        merchant_fields(io, r.before);
        merchant_fields(io, r.after);
    });
    return io.take();
}

Result<Undo> read_undo(std::string_view text) {
    Reader io(text);
    Undo undo;
    if (io.row() == 't') {
        io.field(undo.at_ms);
    } else {
        io.refuse();
    }
    while (io.whole() && !io.done())
        read_row(io, undo);
    if (!io.whole()) return std::unexpected(Error{Errc::damaged, "a stored fact's undo is not what was written"});
    return undo;
}

}  // namespace yunke::ledger
