// The catalogue's messages: what somebody who is in sends, in both encodings.
#include <fmt/format.h>

#include "tests/abuse/catalogue.hpp"

namespace yunke::testing {
namespace {

constexpr const char* malformed = "problem MALFORMED; close 4004";
constexpr const char* forbidden = "problem FORBIDDEN; close 4008";

std::string text(std::string_view json) {
    return RawSocket::text(json);
}
MessageCase shopper(std::string name, std::string json, std::string expected) {
    return {{std::move(name), "", {text(json)}, std::move(expected)}};
}
std::string repeat(std::string_view part, int times) {
    std::string all;
    for (int i = 0; i < times; ++i)
        all += part;
    return all;
}
std::string send(int number, const std::string& value) {
    return fmt::format(R"({{"number":{},"send":{{"conversation":"1","text":{}}}}})", number, value);
}
std::string open(const std::string& fields) {
    return R"({"number":1,"open":{"topic":"help",)" + fields + "}}";
}

void add_json(std::vector<MessageCase>& all) {
    const std::string deep_objects = repeat(R"({"a":)", 10'000);
    all.insert(
        all.end(),
        {
            shopper("nothing", "", malformed),
            shopper("half an object", "{", malformed),
            shopper("nonsense", "nonsense", malformed),
            shopper("null", "null", malformed),
            shopper("a list", "[]", malformed),
            shopper("two objects", R"({"heartbeat":{}}{"heartbeat":{}})", malformed),
            shopper("lists of depth 10,000", R"({"hello":)" + repeat("[", 10'000), malformed),
            shopper("objects of depth 10,000", deep_objects, malformed),
            shopper("33 levels, all closed", repeat(R"({"a":)", 33) + "1" + repeat("}", 33), malformed),
            shopper("a key twice", R"({"heartbeat":{},"heartbeat":{}})", malformed),
            shopper("a key twice, one of them escaped", R"({"heartbeat":{},"he\u0061rtbeat":{}})", malformed),
            shopper("a key twice, further in", R"({"number":1,"send":{"conversation":"1","text":"a","text":"b"}})",
                    malformed),
            shopper("a field under both its names: the last one counts",
                    R"({"heartbeat":{"sentMs":"1","sent_ms":"2"}})", "heartbeat 2"),
            shopper("two bodies", R"({"heartbeat":{},"typing":{"conversation":"1"}})", malformed),
            shopper("NaN", R"({"heartbeat":{"sentMs":NaN}})", malformed),
            shopper("\"NaN\"", R"({"heartbeat":{"sentMs":"NaN"}})", malformed),
            shopper("Infinity", R"({"heartbeat":{"sentMs":-Infinity}})", malformed),
            shopper("1e999", R"({"heartbeat":{"sentMs":1e999}})", malformed),
            shopper("a fraction", R"({"heartbeat":{"sentMs":1.5}})", malformed),
            shopper("2^53 + 1 as a text", R"({"heartbeat":{"sentMs":"9007199254740993"}})",
                    "heartbeat 9007199254740993"),
            shopper("2^53 + 1 as a number", R"({"heartbeat":{"sentMs":9007199254740993}})",
                    "heartbeat 9007199254740993"),
            shopper("2^63", R"({"heartbeat":{"sentMs":"9223372036854775808"}})", malformed),
            shopper("2^64 - 1 as a conversation", R"({"number":1,"close":{"conversation":"18446744073709551615"}})",
                    "answer 1 NOT_FOUND"),
            shopper("2^64 as a conversation", R"({"number":1,"close":{"conversation":"18446744073709551616"}})",
                    malformed),
            shopper("a comma too many", R"({"heartbeat":{},})", malformed),
            shopper("a comment", R"({"heartbeat":{}/* */})", malformed),
            shopper("single quotes", R"({'heartbeat':{}})", malformed),
            shopper("no quotes", R"({heartbeat:{}})", malformed),
            shopper("a byte order mark", "\xEF\xBB\xBF{\"heartbeat\":{}}", malformed),
            shopper("a raw NUL", std::string("{\"heartbeat\":{}}\0", 17), malformed),
            shopper("a raw line feed in a text", send(1, "\"a\nb\""), malformed),
            shopper("half a surrogate, escaped", send(1, R"("\ud800")"), malformed),
            shopper("surrogates the wrong way round", send(1, R"("\udc00\ud800")"), malformed),
            shopper("a broken escape", send(1, R"("\x41")"), malformed),
            shopper("a frame nobody knows", R"({"noSuchFrame":{}})", malformed),
            shopper("a field nobody knows", R"({"heartbeat":{"price":1}})", malformed),
            shopper("a body of the wrong type", R"({"heartbeat":7})", malformed),
            shopper("a text that is none", send(1, "7"), malformed),
            shopper("no body", R"({"number":1})", malformed),
            shopper("a number on what has none", R"({"number":1,"heartbeat":{}})", malformed),
            shopper("no number on what has one", R"({"send":{"conversation":"1","text":"a"}})", malformed),
            shopper("a number of 2^32", R"({"number":4294967296,"read":{"conversation":"1","entry":1}})", malformed),
            shopper("a negative number", R"({"number":-1,"read":{"conversation":"1","entry":1}})", malformed),
            shopper("a negative entry", R"({"number":1,"read":{"conversation":"1","entry":-1}})", malformed),
        });
}

void add_fields(std::vector<MessageCase>& all) {
    constexpr const char* invalid = "problem INVALID";
    const std::string many(4'001, 'x');
    all.insert(
        all.end(),
        {
            shopper("an empty text", send(1, R"("")"), invalid),
            shopper("conversation 0", R"({"number":1,"close":{"conversation":"0"}})", invalid),
            shopper("4,001 characters", send(1, '"' + many + '"'), invalid),
            shopper("4,000 characters of four bytes", send(1, '"' + repeat("\xF0\x9F\x98\x80", 4'000) + '"'),
                    "answer 1 NOT_FOUND"),
            shopper("NUL, escaped", send(1, R"("a\u0000b")"), invalid),
            shopper("bidi controls in a message are text", send(1, R"("\u202Eabc\u2066")"), "answer 1 NOT_FOUND"),
            shopper("bidi controls in a name", open(R"("text":"a","name":"\u202Eevil")"), invalid),
            shopper("bidi isolates in a name", open(R"("text":"a","name":"\u2066evil\u2069")"), invalid),
            shopper("a line feed in a name", open(R"("text":"a","name":"a\nb")"), invalid),
            shopper("a name of 41 characters", open(R"("text":"a","name":")" + std::string(41, 'n') + '"'), invalid),
            shopper("a language that is none", open(R"("text":"a","language":"zh_CN; drop")"), invalid),
            shopper("a topic that does not exist", R"({"number":1,"open":{"topic":"}{","text":"a"}})",
                    "answer 1 NOT_FOUND"),
            shopper("a topic of another pool's shop", R"({"number":1,"open":{"topic":"secret","text":"a"}})",
                    "answer 1 NOT_FOUND"),
            shopper("six stars", R"({"number":1,"rate":{"conversation":"1","stars":6}})", invalid),
            shopper("no stars", R"({"number":1,"rate":{"conversation":"1"}})", invalid),
            shopper("201 entries of history", R"({"number":1,"history":{"conversation":"1","count":201}})", invalid),
            shopper("a message left nowhere", R"({"number":1,"leaveMessage":{"contact":"a"}})", invalid),
            shopper("a contact that turns the line",
                    R"({"number":1,"leaveMessage":{"conversation":"1","contact":"\u202E"}})", invalid),
        });
}

void add_numbering(std::vector<MessageCase>& all) {
    const auto close = [](std::uint64_t number, int chat) {
        return text(fmt::format(R"({{"number":{},"close":{{"conversation":"{}"}}}})", number, chat));
    };
    const std::string logout = R"({"number":1,"logout":{}})";
    all.insert(all.end(),
               {
                   {{"a gap is asked for", "", {close(3, 1)}, "resend 1"}},
                   {{"the greatest number is a gap", "", {close(4'294'967'295U, 1)}, "resend 1"}},
                   {{"the same again is answered again",
                     "",
                     {close(1, 77), close(1, 77)},
                     "answer 1 NOT_FOUND; answer 1 NOT_FOUND"}},
                   {{"the number of another body", "", {close(1, 77), close(1, 78)}, "answer 1 NOT_FOUND; close 4006"}},
                   {{"an answer seen that was never given",
                     "",
                     {text(R"({"number":1,"answered":4294967295,"close":{"conversation":"77"}})")},
                     "answer 1 NOT_FOUND"}},
                   {{"commands after logging out", "", {text(logout) + close(2, 1)}, "answer 1 OK; close 4010"}},
               });
}

void add_roles(std::vector<MessageCase>& all) {
    const std::string watch = R"({"number":1,"watchQueues":{"on":true}})";
    const std::string accept = R"({"number":1,"accept":{"conversation":"1"}})";
    all.insert(all.end(),
               {
                   shopper("a shopper with a supervisor's command", watch, forbidden),
                   shopper("a shopper with an agent's command", accept, forbidden),
                   {{"an agent with a supervisor's command", "", {text(watch)}, forbidden}, v1::AGENT},
                   {{"an agent with a shopper's command", "", {text(open(R"("text":"a")"))}, forbidden}, v1::AGENT},
                   {{"a supervisor with an agent's command", "", {text(accept)}, forbidden}, v1::SUPERVISOR},
                   {{"a presence that does not exist",
                     "",
                     {text(R"({"number":1,"setPresence":{"presence":"ASLEEP"}})")},
                     malformed},
                    v1::AGENT},
                   {{"a presence that has a number only",
                     "",
                     {text(R"({"number":1,"setPresence":{"presence":9}})")},
                     "problem INVALID"},
                    v1::AGENT},
                   {{"a reason that does not exist",
                     "",
                     {text(R"({"number":1,"decline":{"conversation":"1","reason":99}})")},
                     "problem INVALID"},
                    v1::AGENT},
               });
}

void add_protobuf(std::vector<MessageCase>& all) {
    const auto binary = [&](std::string name, std::string_view bytes, std::string expected) {
        all.push_back({{std::move(name), "", {RawSocket::frame(0x82, bytes)}, std::move(expected)}, v1::SHOPPER, true});
    };
    v1::ClientFrame frame;
    frame.set_number(1);
    frame.mutable_close()->set_conversation(77);
    const std::string good = frame.SerializeAsString();
    // Field 8 (open) { field 4 or whichever holds the text }: found by serializing a marked one.
    v1::ClientFrame marked;
    marked.set_number(1);
    marked.mutable_send()->set_conversation(1);
    marked.mutable_send()->set_text("MARK");
    std::string broken = marked.SerializeAsString();
    broken.replace(broken.find("MARK"), 4, "\xC3\x28\xFF\xFE");
    std::string with_nul = marked.SerializeAsString();
    with_nul.replace(with_nul.find("MARK"), 4, std::string("a\0bc", 4));
    const std::string groups = repeat("\xC3\x3E", 10'000);
    binary("protobuf, properly", good, "answer 1 NOT_FOUND");
    binary("protobuf: nothing", "", malformed);
    binary("protobuf: nonsense", "\xFF\xFF\xFF\xFF", malformed);
    binary("protobuf: cut", good.substr(0, good.size() - 1), malformed);
    binary("protobuf: a length beyond the end", "\x2A\xFF\xFF\xFF\xFF\x0F", malformed);
    binary("protobuf: a number of eleven bytes", "\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", malformed);
    binary("protobuf: field 0", std::string("\x00\x01", 2), malformed);
    binary("protobuf: groups of depth 10,000", groups, malformed);
    binary("protobuf: a text that is no UTF-8", broken, malformed);
    binary("protobuf: NUL in a text", with_nul, "problem INVALID");
    binary("protobuf: fields of a newer client", good + "\xC2\x3E\x02xx", "answer 1 NOT_FOUND");
    binary("protobuf: two bodies, the last one counts", binary_heartbeat(3) + binary_heartbeat(4), "heartbeat 4");
    binary("protobuf: JSON in it", R"({"heartbeat":{}})", malformed);
    all.push_back(
        {{"protobuf: sent as text", "", {RawSocket::text("abc")}, "problem MALFORMED; close 1003"}, v1::SHOPPER, true});
}

}  // namespace

std::vector<MessageCase> message_cases() {
    std::vector<MessageCase> all;
    add_json(all);
    add_fields(all);
    add_numbering(all);
    add_roles(all);
    add_protobuf(all);
    return all;
}

}  // namespace yunke::testing
