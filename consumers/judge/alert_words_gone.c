/* Of what the plan no longer has nothing is known but its id. */
#include <stddef.h>

#include "consumers/judge/alert_words_own.h"
#include "consumers/judge/sentence.h"
#include "consumers/judge/words_parts.h"

static struct names subject_of(enum alarm_kind kind)
{
    switch (alarm_kind_subject(kind)) {
    case SUBJECT_TARGET:
        return (struct names){"chỉ tiêu {0}", "target {0}"};
    case SUBJECT_INDICATOR:
        return (struct names){"chỉ số theo dõi {0}", "indicator {0}"};
    case SUBJECT_AGENCY:
        return (struct names){"cơ quan {0}", "agency {0}"};
    case SUBJECT_PARTITION:
        break;
    }
    return (struct names){"phân vùng {0}", "partition {0}"};
}

void alert_words_gone(const struct alert_gone_words *gone, struct words *words)
{
    struct words_part version = words_whole(gone->version), since;

    words->vi[0] = words->en[0] = '\0';
    sentence_say_one(words,
                     (struct names){"Đã hết cảnh báo “{0}” – ", "Alert cleared, “{0}” – "},
                     alert_words_kind(gone->kind));
    sentence_say_one(words, subject_of(gone->kind),
                     (struct names){gone->subject, gone->subject});
    sentence_say_one(words,
                     (struct names){" không còn trong kế hoạch, theo phiên bản {0}",
                                    " is no longer in the plan, as of version {0}"},
                     sentence_of(&version));
    if (gone->kind != ALARM_LOG_GAP && gone->since[0] != '\0') {
        since = alert_words_when(gone->since);
        sentence_say_one(
            words, (struct names){" (cảnh báo tính từ {0})", " (it had lasted since {0})"},
            sentence_of(&since));
    }
    sentence_say_plain(words, (struct names){".", "."});
}
