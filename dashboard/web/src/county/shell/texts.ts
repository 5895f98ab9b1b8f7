/** Texts that stand on every page of the county. */
export const SHELL_TEXTS = {
  zh: {
    title: '守望 · 县控制台',
    username: '用户名',
    'page.board': '预警',
    noPage: '没有这个页面。',
    loadingPage: '正在打开',
    notLoaded: '这一部分没有加载成功，正在重试；预警不受影响。',
    openAnew: '重新打开页面',
    drillBanner: '演练进行中：有演练预警待受理 · 点此查看',
    callingBanner: '{{count}} 条预警无人受理 · {{what}} · {{where}} · 点此处置',
  },
  en: {
    title: 'Shouwang · County console',
    username: 'User name',
    'page.board': 'Alerts',
    noPage: 'There is no such page.',
    loadingPage: 'Opening',
    notLoaded: 'This part could not be loaded and is tried again; alerts go on.',
    openAnew: 'Open the page anew',
    drillBanner: 'A drill is on: a drill waits to be taken · open',
    callingBanner: '{{count}} alert(s) that nobody has taken · {{what}} · {{where}} · open',
  },
} as const;
