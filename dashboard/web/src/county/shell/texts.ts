/** Texts that stand on every page of the county. */
export const SHELL_TEXTS = {
  zh: {
    title: '守望 · 县控制台',
    username: '用户名',
    'page.board': '预警',
    noPage: '没有这个页面。',
    loadingPage: '正在打开',
    drillBanner: '演练进行中：有演练预警待受理 · 点此查看',
    callingBanner: '{{count}} 条预警无人受理 · {{what}} · {{where}} · 点此处置',
  },
  en: {
    title: 'Shouwang · County console',
    username: 'User name',
    'page.board': 'Alerts',
    noPage: 'There is no such page.',
    loadingPage: 'Opening',
    drillBanner: 'A drill is on: a drill waits to be taken · open',
    callingBanner: '{{count}} alert(s) that nobody has taken · {{what}} · {{where}} · open',
  },
} as const;
