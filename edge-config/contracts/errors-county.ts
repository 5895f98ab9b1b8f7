/** What people of the county, their phones and other systems may meet when they ask the console. */
import { type ErrorEntry, entry } from './error-entry.ts';

export const COUNTY_ERRORS = {
  REQUEST_INVALID: entry(
    { zh: '请求内容有误', en: 'The request is not valid.' },
    { zh: '按列出的字段修改', en: 'Correct the listed fields.' },
    { httpStatus: 400 },
  ),
  FORBIDDEN: entry(
    { zh: '没有此项权限', en: 'This is not yours to do, or not in your division.' },
    { zh: '请联系管理员；此次尝试已记入审计', en: 'Ask an administrator; the attempt was recorded.' },
    { httpStatus: 403 },
  ),
  NOT_SIGNED_IN: entry(
    { zh: '未登录或登录已过期', en: 'Not signed in, or the session has ended.' },
    { zh: '请重新登录', en: 'Sign in again.' },
    { httpStatus: 401 },
  ),
  WRONG_CREDENTIALS: entry(
    { zh: '用户名或密码不对', en: 'The user name or password is wrong.' },
    { zh: '请重新输入', en: 'Enter them again.' },
    { httpStatus: 401 },
  ),
  PUSH_REFUSED: entry(
    {
      zh: '此推送地址不可用：控制台未开启推送，或地址不是公网 https',
      en: 'This push address cannot be used: push is off here, or it is no https address out there.',
    },
    {
      zh: '打开守望页面时仍能收到预警；推送服务在本网时，请管理员设置 push.endpoints',
      en: 'Alerts still come while the page is open; for a push service of your own, set push.endpoints.',
    },
    { httpStatus: 400 },
  ),
  LINK_INVALID: entry(
    {
      zh: '链接无效：已用过、已过期，或已被新链接取代',
      en: 'The link was used, has expired, or gave way to a newer one.',
    },
    {
      zh: '请管理员再发一个链接；管理员可在控制台所在机器上运行 shouwang dashboard invite',
      en: 'Ask an administrator for a new one; on the console’s machine, run shouwang dashboard invite.',
    },
    { httpStatus: 410 },
  ),
  BINDING_CODE_INVALID: entry(
    { zh: '绑定码不对、已用过或已过期', en: 'The code is wrong, was used, or has expired.' },
    {
      zh: '请核对六位数字；仍不行就扫二维码，或请村里重新生成一个',
      en: 'Check the six digits; else scan the QR code, or ask the village for a new one.',
    },
    { httpStatus: 410 },
  ),
  PASSWORD_WEAK: entry(
    { zh: '密码太容易被猜到', en: 'The password is too easy to guess.' },
    {
      zh: '至少 10 个字符，不用常见密码，不用自己的用户名',
      en: 'Use at least 10 characters, no common password, and not your user name.',
    },
    { httpStatus: 400 },
  ),
  PASSWORD_WRONG: entry(
    { zh: '原密码不对', en: 'The old password is wrong.' },
    { zh: '请重新输入；忘记了请管理员发链接', en: 'Enter it again, or ask an administrator for a link.' },
    { httpStatus: 400 },
  ),
  USERNAME_TAKEN: entry(
    { zh: '用户名已被使用', en: 'The user name is taken.' },
    { zh: '换一个用户名；停用的账号也占用用户名', en: 'Choose another; a disabled account keeps its name.' },
    { httpStatus: 409 },
  ),
  PERSON_DISABLED: entry(
    { zh: '账号已停用', en: 'The account is disabled.' },
    { zh: '先启用该账号', en: 'Enable it first.' },
    { exitCode: 2, httpStatus: 409 },
  ),
  LAST_ADMINISTRATOR: entry(
    { zh: '这是最后一位能管理此范围的管理员', en: 'No other administrator would be left for this division.' },
    { zh: '先设另一位管理员，并等其设好密码', en: 'Make another one first, who has set a password.' },
    { httpStatus: 409 },
  ),
  NOT_FOUND: entry(
    { zh: '没有找到', en: 'There is no such thing here.' },
    { zh: '刷新页面后重试', en: 'Reload the page and try again.' },
    { httpStatus: 404 },
  ),
  EXPORT_TOO_LARGE: entry(
    { zh: '要导出的记录太多', en: 'There are too many rows to export at once.' },
    {
      zh: '缩小时间范围或增加筛选条件，分次导出',
      en: 'Narrow the time or the filters, and export in parts.',
    },
    { httpStatus: 413 },
  ),
  ALERT_STATE_CONFLICT: entry(
    { zh: '预警状态已被他人更改', en: 'Someone else has changed this alert meanwhile.' },
    { zh: '查看最新状态后再操作', en: 'Look at its present state, then act.' },
    { httpStatus: 409 },
  ),
  RESPONDER_EXISTS: entry(
    { zh: '已有这个编号的处置人员', en: 'There is a responder of this id already.' },
    { zh: '换一个编号，或修改已有的那一位', en: 'Use another id, or change the one that is there.' },
    { httpStatus: 409 },
  ),
  ALERT_MERGE_REFUSED: entry(
    { zh: '这两条预警不能合并', en: 'These two alerts cannot be merged.' },
    {
      zh: '只能并入同一网关、或同一乡镇 30 分钟内的另一条未办结预警；演练与真实预警不能合并',
      en: 'Merge only into another open alert of the same gateway, or of the same township within 30 min; never a drill with a real one.',
    },
    { httpStatus: 409 },
  ),
  PHOTO_INVALID: entry(
    { zh: '照片无法读取', en: 'The photo cannot be read.' },
    { zh: '请重新拍一张 JPEG 照片，不超过 5 MB', en: 'Take it again as a JPEG of at most 5 MB.' },
    { httpStatus: 400 },
  ),
  DISPATCH_REFUSED: entry(
    { zh: '不能分派给这个人', en: 'This responder cannot be sent.' },
    { zh: '请选择负责该地且在用的人员', en: 'Choose one who is active and serves that place.' },
    { httpStatus: 409 },
  ),
  TEST_ALARM_FAILED: entry(
    { zh: '测试提醒没有发出', en: 'The test alarm could not be sent.' },
    {
      zh: '控制台此刻连不上消息服务器，请稍后再试',
      en: 'The console has no broker at this moment; try again later.',
    },
    { httpStatus: 503 },
  ),
  GATEWAY_NO_ANSWER: entry(
    { zh: '网关没有应答', en: 'The gateway does not answer.' },
    { zh: '查看网关是否在线，稍后再试', en: 'See whether it is online, then try again.' },
    { httpStatus: 504 },
  ),
  TOO_MANY_REQUESTS: entry(
    { zh: '操作过于频繁', en: 'Too many requests.' },
    { zh: '请稍后再试', en: 'Wait a moment.' },
    { httpStatus: 429 },
  ),
  IMPORT_HAS_BAD_ROWS: entry(
    { zh: '文件有错误，一行也没有导入', en: 'The file has faults; nothing of it was imported.' },
    { zh: '按列出的行逐项改正后重新导入', en: 'Correct each listed row, then import it again.' },
    { httpStatus: 422 },
  ),
  PLACE_ELSEWHERE: entry(
    {
      zh: '所选的村或场所不在网关所属的乡镇',
      en: 'The village or site does not lie in the gateway’s township.',
    },
    {
      zh: '另选一个；若乡镇本身不对，请改网关的配置',
      en: 'Choose another; if the township is wrong, correct the gateway’s own configuration.',
    },
    { httpStatus: 422 },
  ),
  PHONE_UNKNOWN: entry(
    { zh: '没有登记这个人的电话', en: 'No number of this person is known.' },
    {
      zh: '联系下一位；请管理员补登记电话',
      en: 'Call the next one; ask an administrator to add the number.',
    },
    { httpStatus: 404 },
  ),
  SITE_IN_USE: entry(
    { zh: '场所还有网关，不能删除', en: 'Gateways stand at this site: it cannot be removed.' },
    { zh: '先为这些网关另选场所', en: 'Choose another site for them first.' },
    { httpStatus: 409 },
  ),
  REASON_REQUIRED: entry(
    { zh: '查看清晰画面须填写理由', en: 'The clear picture wants a reason.' },
    { zh: '请写明理由，至少四个字', en: 'Write why, in at least four characters.' },
    { httpStatus: 400 },
  ),
  LIVE_NOT_SET_UP: entry(
    { zh: '这台网关没有开通实时画面', en: 'This gateway has no live view.' },
    { zh: '在网关配置里填写 console.url', en: 'Set console.url in the gateway’s configuration.' },
  ),
  LIVE_REFUSED: entry(
    { zh: '该村不允许查看清晰画面', en: 'This village does not allow the clear picture.' },
    { zh: '请看骨架画面', en: 'Look at the skeletons.' },
  ),
  LIVE_TOO_MANY: entry(
    { zh: '这台网关同时查看的画面已满', en: 'This gateway shows as many live views as it may.' },
    { zh: '先关闭别的画面', en: 'Close another view first.' },
  ),
  LIVE_UNAVAILABLE: entry(
    { zh: '网关没有送来画面', en: 'The gateway sends no picture.' },
    { zh: '看网关是否在线，稍后重试', en: 'See whether the gateway is online, and try again.' },
    { httpStatus: 503 },
  ),
  LIVE_ENDED: entry(
    { zh: '实时画面已中断', en: 'The live view has ended.' },
    { zh: '请重新连接', en: 'Connect again.' },
  ),
} as const satisfies Record<string, ErrorEntry>;
