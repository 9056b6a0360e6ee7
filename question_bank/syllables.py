"""Which words can be Vietnamese syllables: an initial, a rhyme and a tone that fit each other."""

import re
import unicodedata
from functools import lru_cache

_TONE_MARKS = "\u0300\u0309\u0303\u0301\u0323"
_STOPPED = ("\u0301", "\u0323")
"""Syllables that end in c, ch, p, t have only sắc and nặng."""
_SPELT = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên "
    "iêng iêp iêt iêu o oc oi om on ong op ot oong ooc oa oac oach oai oam oan oang oanh oao oap "
    "oat oay oăc oăm oăn oăng oăt oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uêu uy uya uych uyên uyêt uyn uynh "
    "uyp uyt uyu uơ uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương "
    "ươp ươt ươu y ych yêm yên yêng yêt yêu yn ynh yt"
)
_RHYMES = frozenset(_SPELT.split())
_INITIAL = re.compile(r"ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdđghklmnprstvx]|")
_FRONT = ("e", "ê", "i", "y")
_BEFORE_FRONT = ("k", "gh", "ngh")
_BEFORE_OTHERS = ("c", "g", "ng")
_AFTER_QU = ("a", "ă", "â", "e", "ê", "i", "y", "ơ", "ôc", "o")
_LONGEST = 7  # nghiêng


@lru_cache(maxsize=1 << 15)
def is_syllable(word: str) -> bool:
    """Whether a word is spelt as Vietnamese syllables are: "quốc", "Nghiêng", "GÌ"; not "quèc".

    A bare rhyme counts ("ủy", "ở"). The test is one of spelling: it knows no dictionary.
    """
    if not word or len(word) > 2 * _LONGEST:
        return False
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in decomposed if mark in _TONE_MARKS]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize(
        "NFC", "".join(mark for mark in decomposed if mark not in _TONE_MARKS)
    )
    if len(bare) > _LONGEST:
        return False
    tone = tones[0] if tones else ""
    found = _INITIAL.match(bare)
    initial = found[0] if found else ""
    # "gi" is an initial in "giữa" and g with a rhyme in "gì", "giết".
    splits = {initial, "g"} if initial == "gi" else {initial}
    return any(_fits(start, bare[len(start) :], tone) for start in splits)


def _fits(initial: str, rhyme: str, tone: str) -> bool:
    if rhyme not in _RHYMES:
        return False
    if rhyme.endswith(("c", "ch", "p", "t")) and tone not in _STOPPED:
        return False
    front = rhyme.startswith(_FRONT)
    if initial in _BEFORE_FRONT:
        return front
    if initial in _BEFORE_OTHERS:
        return not front or (initial == "g" and rhyme.startswith("i"))
    return initial != "qu" or rhyme.startswith(_AFTER_QU)
