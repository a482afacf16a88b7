"""Requests that go one of the six ways that are not ordinary work; and one that looks like an emergency and is one."""

from __future__ import annotations

from linli.config.demo.texts.matter import Matter

REFUSED: dict[str, tuple[Matter, ...]] = {
    "petition": (
        Matter(
            "对法院判决不服",
            ("邻居和我家的采光官司法院已经判决，我不服判决，请社区出面让法院改判。",),
            (),
            kind="complaint",
        ),
    ),
    "repeat": (
        Matter(
            "再次反映楼道灯",
            ("楼道灯的事上周已经答复过，我还是想再说一遍，没有新的情况。",),
            (),
            kind="complaint",
        ),
    ),
    "secret": (
        Matter(
            "捡到涉密文件", ("我在废品站看到一份盖着“机密”的涉密文件，拍了照片要不要发给你们？",), (), kind="tip_off"
        ),
    ),
    "outside_remit": (
        Matter("朋友借钱不还", ("朋友借了我三万块钱不还，有借条，请你们帮我把钱要回来。",), (), kind="help"),
        Matter("炒股亏了钱", ("我在手机上炒股亏了，想请社区去找证券公司赔我。",), (), kind="complaint"),
    ),
    "unlawful": (
        Matter("要求开虚假证明", ("孩子要进重点学校，请社区给开个假证明，写我住在这里满三年。",), (), kind="help"),
        Matter("要查别人住址", ("有个人欠我人情，帮我查一下他的住址和电话。",), (), kind="help"),
    ),
}
