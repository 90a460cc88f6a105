// What the views say of themselves, in both languages. Sentences about the case come from Python.
const WORDS = {
  en: {
    all: "All",
    none: "Clear",
    again: "Arrange",
    find: "Find by name or id",
    found: "Found",
    fit: "Show all (0)",
    larger: "Zoom in (+)",
    smaller: "Zoom out (-)",
    clear: "Clear the selection (Escape)",
    arrange: "Arrange again (L)",
    arranging: "arranging…",
    failed: "This view could not be drawn",
    nothing: "Nothing to show: the tables are empty.",
    chart: "Link chart",
    map: "Route map",
    keys: "Arrow keys move, + and - zoom, 0 shows all, Escape clears the selection.",
    suggested: "suggested to be one party",
    gap: "dashed: no position received",
    land: "Land: Natural Earth",
  },
  zh: {
    all: "全部",
    none: "清除",
    again: "布局",
    find: "按名称或编号查找",
    found: "查找结果",
    fit: "显示全部 (0)",
    larger: "放大 (+)",
    smaller: "缩小 (-)",
    clear: "清除选择 (Escape)",
    arrange: "重新布局 (L)",
    arranging: "正在布局…",
    failed: "该视图无法绘制",
    nothing: "没有可显示的内容：表为空。",
    chart: "关联图",
    map: "航线图",
    keys: "方向键移动，+ 和 - 缩放，0 显示全部，Escape 清除选择。",
    suggested: "建议视为同一主体",
    gap: "虚线：未收到位置",
    land: "陆地：Natural Earth",
  },
} as const;

export type Word = keyof (typeof WORDS)["en"];
export type Say = (word: Word) => string;

export function speak(language: unknown): Say {
  const words = language === "zh" ? WORDS.zh : WORDS.en;
  return (word) => words[word];
}
