// The words that ECharts has of its own.

/** Tells ECharts the names of months and days in a language, and returns its key. */
export function locale(echarts, language) {
  if (language.startsWith("en")) return "EN";
  const names = (count, start, format) => {
    const formatter = new Intl.DateTimeFormat(language, { ...format, timeZone: "UTC" });
    return Array.from({ length: count }, (_, i) => formatter.format(start(i)));
  };
  const month = (i) => Date.UTC(2023, i, 1);
  const day = (i) => Date.UTC(2023, 0, 1 + i);
  echarts.registerLocale(language.toUpperCase(), {
    time: {
      month: names(12, month, { month: "long" }),
      monthAbbr: names(12, month, { month: "short" }),
      dayOfWeek: names(7, day, { weekday: "long" }),
      dayOfWeekAbbr: names(7, day, { weekday: "short" }),
    },
  });
  return language.toUpperCase();
}
