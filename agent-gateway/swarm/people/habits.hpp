// How simulated people behave: how often they do what, and how long they take. Seconds are human ones; the agenda's
// pace shortens them.
#pragma once

#include <cstddef>
#include <string_view>

namespace yunke::swarm {

struct Span {
    double low = 0;
    double high = 0;
};

struct AgentHabits {
    Span think_of_offer{6, 15};
    double declines = 0.05;
    double prolongs = 0.04;
    double holds = 0.05;      // of chats
    double transfers = 0.02;  // of chats
    Span read_after{1, 3};
    Span hold_for{8, 15};
    Span resolve_after{3, 8};
    Span wrap_up{3, 9};
    Span between_breaks{600, 1'500};
    Span break_for{45, 120};
    double shopper_offline_max = 60;  // then the chat is resolved without her
};

struct ShopperHabits {
    Span open_after{0.5, 2};
    Span read_after{1, 2};
    Span answer_after{1, 4};
    double go_on_after = 8;       // of quiet, when the agent said something else than the dialogue has
    Span patience{90, 240};       // waiting for an agent
    double leaves_message = 0.4;  // of those whose patience ends; the others close
    double nobody_serves_after = 8;
    double closes_herself = 0.2;
    Span close_after{4, 10};
    Span close_at_last{40, 80};  // nobody ended it
    double rates = 0.75;
    double comments = 0.25;
    Span rate_after{2, 6};
    double falls_silent = 0.04;
    double comes_back = 0.5;  // of the silent ones, when asked whether they are still there
    double drops_line = 0.08;
    Span line_away{3, 20};
    Span leave_after{1, 3};
};

// Seconds that a person takes to type this.
double typing_seconds(std::string_view text);

}  // namespace yunke::swarm
