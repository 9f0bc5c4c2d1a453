import type { Random } from "#engine/base/random.ts";

/** What a note of the sample texts is about. */
export const SAMPLE_TOPICS = ["garden", "kitchen", "repair", "travel"] as const;
export type SampleTopic = (typeof SAMPLE_TOPICS)[number];

/** Words of a topic by their place in a sentence. Some stand in two topics on purpose: a word alone does not decide. */
interface TopicWords {
  readonly thing: readonly string[];
  readonly act: readonly string[];
  readonly quality: readonly string[];
  readonly place: readonly string[];
}

const WORDS: Readonly<Record<SampleTopic, TopicWords>> = {
  garden: {
    thing:
      "tomatoes|roses|beans|apple tree|hedge|compost|tulips|lawn|strawberries|herbs|pumpkins|snails|peas|vine|onions".split(
        "|",
      ),
    act: "watered|planted|pruned|weeded|sowed|dug up|harvested|mowed|repotted|thinned out|picked".split(
      "|",
    ),
    quality:
      "ripe|blooming|wilted|overgrown|young|thirsty|sprouting|fresh|frosted|shady".split(
        "|",
      ),
    place:
      "in the raised bed|behind the greenhouse|by the fence|along the path|under the old tree|next to the water butt|on the balcony|in the shed".split(
        "|",
      ),
  },
  kitchen: {
    thing:
      "bread|soup|pancakes|onions|tomatoes|dough|lentils|herbs|omelette|apple pie|noodles|sauce|garlic|rice|strawberries".split(
        "|",
      ),
    act: "baked|chopped|fried|boiled|seasoned|stirred|tasted|kneaded|burnt|reheated|peeled".split(
      "|",
    ),
    quality:
      "crisp|salty|burnt|fresh|creamy|spicy|ripe|lukewarm|sweet|overcooked".split(
        "|",
      ),
    place:
      "in the oven|on the stove|in the big pot|for dinner|on the counter|in the pan|after the recipe of my aunt|on the balcony".split(
        "|",
      ),
  },
  repair: {
    thing:
      "bicycle|tap|lamp|shelf|door handle|chain|drill|fuse|radio|window|gutter|hinge|water pump|tyre|fence".split(
        "|",
      ),
    act: "fixed|screwed on|oiled|replaced|took apart|glued|tightened|sanded|measured|unblocked|painted".split(
      "|",
    ),
    quality:
      "rusty|loose|broken|leaking|squeaking|cracked|worn out|stuck|wobbly|old".split(
        "|",
      ),
    place:
      "in the workshop|in the cellar|with the spare parts|behind the washing machine|in the shed|on the roof|under the sink|by the fence".split(
        "|",
      ),
  },
  travel: {
    thing:
      "train|suitcase|hotel|ferry|map|passport|museum|border|ticket|mountain hut|harbour|bicycle|guide|beach|old town".split(
        "|",
      ),
    act: "missed|booked|visited|packed|photographed|crossed|lost|reached|caught|walked to|explored".split(
      "|",
    ),
    quality:
      "crowded|delayed|foreign|old|sunny|far away|expensive|foggy|quiet|overbooked".split(
        "|",
      ),
    place:
      "at the station|near the coast|on the night train|across the pass|at the airport|in the old town|by the harbour|in the next valley".split(
        "|",
      ),
  },
};

/** Parts of sentences that say nothing about the topic. */
const WHO = ["I", "We", "My brother", "Anna", "The neighbour", "Grandfather"];
const WHEN = [
  "this morning",
  "yesterday",
  "on Sunday",
  "late in the evening",
  "before the rain came",
  "for the third time",
  "at last",
  "in a hurry",
];
const FILLERS = [
  "It took longer than I had thought.",
  "Nobody helped, of course!",
  "Remember to do it again next week.",
  "I should write such things down more often.",
  "In the end everybody was content.",
  "What a day…",
  "Not bad for a beginner.",
  "It cost next to nothing, and that's that.",
  "Next time I'll ask first.",
  "The weather did not help.",
];

const SENTENCES: readonly ((words: TopicWords, draw: Draw) => string)[] = [
  (words, draw) =>
    `${draw(WHO)} ${draw(words.act)} the ${draw(words.thing)} ${draw(words.place)} ${draw(WHEN)}.`,
  (words, draw) =>
    `The ${draw(words.thing)} ${draw(words.place)} looked ${draw(words.quality)} ${draw(WHEN)}.`,
  (words, draw) =>
    `${draw(["Too", "Rather", "Not at all"])} ${draw(words.quality)}, that ${draw(words.thing)}, said ${draw(WHO.slice(2))}.`,
  (words, draw) =>
    `Who ${draw(words.act)} the ${draw(words.quality)} ${draw(words.thing)}?`,
  (words, draw) =>
    `${draw(WHO)} ${draw(words.act)} one ${draw(words.thing)} and then another ${draw(words.thing)}; both were ${draw(words.quality)}.`,
];

type Draw = (choices: readonly string[]) => string;

/** How often a sentence says nothing, and how often one is about something else. */
const FILLER_SHARE = 0.3;
const STRAY_SHARE = 0.22;

/**
 * Writes a note of one to four sentences. Most of them are about the topic; some say nothing and some are about another topic, so that no
 * reader is always right.
 */
export function writeNote(topic: SampleTopic, random: Random): string {
  const draw: Draw = (choices) =>
    choices[random.integer(choices.length)] as string;
  const count = 1 + random.integer(4);
  const sentences = Array.from({ length: count }, () => {
    if (random.next() < FILLER_SHARE) return draw(FILLERS);
    const about =
      random.next() < STRAY_SHARE
        ? (draw(SAMPLE_TOPICS) as SampleTopic)
        : topic;
    const sentence = SENTENCES[random.integer(SENTENCES.length)];
    return sentence?.(WORDS[about], draw) ?? "";
  });
  return sentences.join(" ");
}
