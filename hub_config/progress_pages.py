"""The few plain pages that the dashboard's sign-in shows when something is in the way, in Korean and English."""

from __future__ import annotations

from html import escape
from typing import Literal

Reason = Literal["sign-in-failed", "signed-out", "hub-away", "other-origin"]

TEXTS: dict[Reason, tuple[str, str, str, str]] = {
    "sign-in-failed": (
        "로그인하지 못했습니다",
        "로그인 요청이 만료되었거나 다른 창의 요청과 맞지 않습니다. 다시 시도해 주세요.",
        "Sign-in did not work",
        "The request expired or does not match this browser. Please try again.",
    ),
    "signed-out": (
        "로그아웃되었습니다",
        "이 화면을 보려면 다시 로그인해 주세요.",
        "You are signed out",
        "Please sign in again to see this page.",
    ),
    "hub-away": (
        "잠시 후 다시 시도해 주세요",
        "로그인 서비스가 응답하지 않습니다. 제출한 과제와 점수는 안전하게 보관되어 있습니다.",
        "Please try again in a moment",
        "The sign-in service does not answer. Submissions and scores are safe.",
    ),
    "other-origin": (
        "허용되지 않은 요청입니다",
        "다른 주소의 페이지에서 보낸 요청은 처리하지 않습니다.",
        "This request is not allowed",
        "Requests sent from a page at another address are not processed.",
    ),
}

STYLE = (
    "body{font-family:'Noto Sans KR','Noto Sans CJK KR','Apple SD Gothic Neo','Malgun Gothic',sans-serif;"
    "margin:0;background:#f4f6f8;color:#1c2733}main{max-width:34rem;margin:12vh auto;background:#fff;padding:2.5rem;"
    "border:1px solid #d9e0e6;border-radius:8px;line-height:1.6}h1{font-size:1.35rem;margin:0 0 .5rem}"
    "h2{font-size:1rem;margin:1.75rem 0 .25rem;color:#51606e}p{margin:.25rem 0}"
    "a{display:inline-block;margin-top:2rem;padding:.6rem 1.2rem;background:#17507a;color:#fff;border-radius:6px;"
    "text-decoration:none}"
)


def page(reason: Reason, back: str) -> bytes:
    """The page for `reason`, with a link to `back`."""
    title_ko, text_ko, title_en, text_en = TEXTS[reason]
    return (
        f'<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{title_ko} · {title_en}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f'<body><main><h1>{title_ko}</h1><p>{text_ko}</p><div lang="en"><h2>{title_en}</h2><p>{text_en}</p></div>'
        f'<a href="{escape(back)}">다시 로그인 · Sign in</a></main></body></html>'
    ).encode()
