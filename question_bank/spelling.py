"""Which words are Vietnamese syllables: a first consonant, a rhyme, a tone that it may carry, at
the vowel where it is written.
"""

import re
import unicodedata
from functools import lru_cache

from question_bank.vietnamese import fold

_ONSET = re.compile(r"ngh|ng|nh|th|tr|ch|gh|gi|kh|ph|qu|[bcdđghklmnprstvx]?")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOPPED = ("c", "ch", "p", "t")
LONGEST_SYLLABLE = len("nghiêng")
_FRONT = "ieêy"
_MARKED = "ăâêôơ"
_RHYMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oong ooc oa oac oach oai oam oan oang oanh oao oap oat oay
    oăc oăm oăn oăng oăt oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ôông ôôc ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uêt uơ uơn
    uôc uôi uôm uôn uông uôt uy uya uych uynh uyn uyt uyu uyp uyên uyêt
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
    """.split()  # noqa: SIM905 - a table is read more easily than three hundred quotes
)
_AFTER_QU = frozenset(
    """
    a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât âu ây
    e en eng eo et ê êch ên ênh êt i ia in it ich iu ôc ơ ơi ơn ơt
    y ych ynh yn yt yu yên yêt yêu
    """.split()  # noqa: SIM905
)


_UNMARKED, _UNMARKED_AFTER_QU = (frozenset(map(fold, rhymes)) for rhymes in (_RHYMES, _AFTER_QU))


@lru_cache(maxsize=1 << 14)
def is_syllable(word: str) -> bool:
    """Whether a word may be a Vietnamese syllable, whatever the case. Both ways of placing the tone
    in "hòa" and "hoà" are right; "hòan" and "đựơc" are not.
    """
    letters, tones = "", []
    for sign in unicodedata.normalize("NFD", word.lower()):
        if sign in _TONES:
            tones.append((sign, len(unicodedata.normalize("NFC", letters)) - 1))
        else:
            letters += sign
    bare = unicodedata.normalize("NFC", letters)
    found = _ONSET.match(bare)
    onset = found[0] if found else ""
    return any(_fits(onset[:length], bare[length:], tones, length) for length in _cuts(onset))


def _cuts(onset: str) -> tuple[int, ...]:
    """Where the rhyme may begin: "gì" and "giết" spell one i for the consonant and the vowel."""
    return (1, 2) if onset == "gi" else (len(onset),)


def _fits(onset: str, rhyme: str, tones: list[tuple[str, int]], start: int) -> bool:
    if rhyme not in (_AFTER_QU if onset == "qu" else _RHYMES) or len(tones) > 1:
        return False
    front = rhyme[0] in _FRONT
    if onset in ("k", "gh", "ngh") and not front:
        return False
    if onset in ("c", "ng") and front:
        return False
    if onset == "g" and front and rhyme[0] != "i":
        return False
    if rhyme.startswith("yê") and onset not in ("", "qu"):
        return False
    if not tones:
        return not rhyme.endswith(_STOPPED)
    tone, place = tones[0]
    if rhyme.endswith(_STOPPED) and tone not in "\u0301\u0323":
        return False
    return place - start in _tone_places(rhyme)


def _tone_places(rhyme: str) -> tuple[int, ...]:
    """The letters of a rhyme that may carry its tone."""
    vowels = len(re.match(r"[aăâeêioôơuưy]*", rhyme)[0])  # type: ignore[index]
    marked = [place for place, sign in enumerate(rhyme) if sign in _MARKED]
    if marked:
        return (marked[-1],)
    if "ư" in rhyme:
        return (rhyme.index("ư"),)
    if vowels < len(rhyme):
        return (vowels - 1,)
    if rhyme in ("oa", "oe", "uy"):
        return (0, 1)
    return (1,) if vowels == 3 else (0,)


def is_unmarked_syllable(word: str) -> bool:
    """Whether a word in small letters of ASCII may be a syllable whose marks were left out."""
    found = _ONSET.match(word)
    onset = found[0] if found else ""
    known = _UNMARKED_AFTER_QU if onset == "qu" else _UNMARKED
    return any(word[length:] in known for length in _cuts(onset))
