/**
 * The one catalogue of errors a person may meet. Codes are stable: tools, tests and the help pages refer to
 * them. `exitCode` is what a command ends with, `httpStatus` what a request answers with.
 */

/** A text in the two languages of the product. */
export interface BilingualText {
  readonly zh: string;
  readonly en: string;
}

export interface ErrorEntry {
  readonly meaning: BilingualText;
  readonly remedy: BilingualText;
  readonly exitCode?: number;
  readonly httpStatus?: number;
}

const entry = (
  meaning: BilingualText,
  remedy: BilingualText,
  more: { exitCode?: number; httpStatus?: number } = {},
): ErrorEntry => ({ meaning, remedy, ...more });

export const ERROR_CATALOGUE = {
  CONFIG_INVALID: entry(
    { zh: '配置文件有错误', en: 'The configuration has errors.' },
    { zh: '按列出的路径逐项修改后重试', en: 'Correct each listed path, then run the command again.' },
    { exitCode: 2 },
  ),
  CONFIG_UNREADABLE: entry(
    { zh: '无法读取配置文件', en: 'The configuration file cannot be read.' },
    { zh: '检查路径、权限与 YAML 语法', en: 'Check the path, its permissions and the YAML syntax.' },
    { exitCode: 2 },
  ),
  SECRET_UNAVAILABLE: entry(
    { zh: '引用的密码不存在', en: 'A referenced secret is absent.' },
    {
      zh: '设置该环境变量，或创建该文件',
      en: 'Set the named environment variable or create the named file.',
    },
    { exitCode: 2 },
  ),
  USAGE: entry(
    { zh: '命令用法不对', en: 'The command was called wrongly.' },
    { zh: '用 --help 查看用法', en: 'See --help.' },
    { exitCode: 2 },
  ),
  FFMPEG_MISSING: entry(
    { zh: '找不到 ffmpeg，或版本低于 5', en: 'ffmpeg is absent or older than 5.' },
    { zh: '执行：sudo apt-get install -y ffmpeg', en: 'Run: sudo apt-get install -y ffmpeg' },
    { exitCode: 3 },
  ),
  MEDIA_UNREADABLE: entry(
    { zh: '文件不是可读的视频', en: 'The file is not a video that can be read.' },
    { zh: '换一个视频文件，或用 ffprobe 检查它', en: 'Use another file, or look at it with ffprobe.' },
    { exitCode: 2 },
  ),
  MODEL_MISSING: entry(
    { zh: '缺少模型文件', en: 'The model file is absent.' },
    { zh: '执行：npm run models:build', en: 'Run: npm run models:build' },
    { exitCode: 3 },
  ),
  MODEL_SHA_MISMATCH: entry(
    { zh: '模型文件与清单的校验值不符', en: 'The model file does not match the manifest’s sha256.' },
    { zh: '执行：npm run models:build', en: 'Run: npm run models:build' },
    { exitCode: 3 },
  ),
  MODEL_UNUSABLE: entry(
    { zh: '模型无法载入', en: 'The model cannot be loaded.' },
    {
      zh: '执行 npm run models:build；仍失败则运行 shouwang doctor',
      en: 'Run npm run models:build; if it fails again, shouwang doctor.',
    },
    { exitCode: 3 },
  ),
  CAMERA_REFUSED: entry(
    { zh: '摄像头拒绝连接', en: 'The camera refuses the connection.' },
    { zh: '检查地址、端口与网线', en: 'Check the address, the port and the cable.' },
  ),
  CAMERA_UNREACHABLE: entry(
    { zh: '摄像头无应答', en: 'The camera does not answer.' },
    { zh: '检查网络与电源', en: 'Check its network and power.' },
  ),
  CAMERA_UNAUTHORISED: entry(
    { zh: '摄像头用户名或密码不对', en: 'The camera refuses the user name or password (401).' },
    {
      zh: '在配置里改正该摄像头的用户名与密码',
      en: 'Correct this camera’s credentials in the configuration.',
    },
  ),
  CAMERA_NOT_FOUND: entry(
    { zh: '摄像头上没有这一路码流', en: 'The camera has no such stream (404).' },
    { zh: '检查 RTSP 地址的路径部分', en: 'Check the path of the RTSP address.' },
  ),
  CAMERA_UNAVAILABLE: entry(
    { zh: '摄像头暂不能提供码流', en: 'The camera cannot serve the stream now (5xx).' },
    { zh: '减少同时取流的客户端，或重启摄像头', en: 'Reduce the clients that use it, or restart it.' },
  ),
  CAMERA_NOT_VIDEO: entry(
    { zh: '码流里没有视频', en: 'The stream holds no video.' },
    { zh: '检查 RTSP 地址是否指向视频通道', en: 'Check that the address names a video channel.' },
  ),
  CAMERA_WRONG_CODEC: entry(
    { zh: '视频编码不受支持', en: 'The video codec is not supported.' },
    { zh: '把摄像头设为 H.264 或 H.265', en: 'Set the camera to H.264 or H.265.' },
  ),
  CAMERA_STALLED: entry(
    { zh: '摄像头已停止发送画面', en: 'The camera stopped sending pictures.' },
    {
      zh: '网关会自动重连；若反复出现请检查网络',
      en: 'The gateway reconnects by itself; check the network if it recurs.',
    },
  ),
  CAMERA_BLANK: entry(
    { zh: '画面是一片纯色', en: 'The picture is one plain colour.' },
    { zh: '重启摄像头；若仍如此请更换', en: 'Restart the camera; replace it if it stays so.' },
  ),
  CAMERA_FROZEN: entry(
    { zh: '画面冻结不动', en: 'The camera repeats an old picture.' },
    { zh: '重启摄像头或录像机', en: 'Restart the camera or the recorder.' },
  ),
  CAMERA_DARK: entry(
    { zh: '太暗，看不清', en: 'It is too dark to see anything.' },
    { zh: '打开红外补光，或加一盏小夜灯', en: 'Switch the infra-red light on, or add a night lamp.' },
  ),
  CAMERA_COVERED: entry(
    { zh: '镜头被遮挡', en: 'The lens is covered.' },
    { zh: '请住户移开遮挡物', en: 'Ask the household to clear the lens.' },
  ),
  CAMERA_DEFOCUSED: entry(
    { zh: '画面模糊失焦', en: 'The picture is out of focus.' },
    { zh: '擦净镜头，重新对焦', en: 'Clean the lens and focus it anew.' },
  ),
  CAMERA_MOVED: entry(
    { zh: '摄像头被挪动，画面与平时不同', en: 'The camera was turned and looks elsewhere.' },
    { zh: '转回原位；若是有意挪动，请重画区域', en: 'Turn it back; if it was meant, draw the zones anew.' },
  ),
  CAMERA_ENDED: entry(
    { zh: '码流意外结束', en: 'The stream ended.' },
    { zh: '网关会自动重连', en: 'The gateway reconnects by itself.' },
  ),
  CAMERA_FAILED: entry(
    { zh: '取流失败，原因未知', en: 'Pulling the stream failed for an unknown reason.' },
    { zh: '查看网关日志中的 ffmpeg 输出', en: 'See ffmpeg’s words in the gateway’s log.' },
  ),
  BROKER_REFUSED: entry(
    { zh: 'MQTT 服务器拒绝登录', en: 'The MQTT broker refused the log-in (CONNACK).' },
    { zh: '检查用户名、密码与权限', en: 'Check user name, password and permissions.' },
    { exitCode: 4 },
  ),
  BROKER_UNREACHABLE: entry(
    { zh: '连接不上 MQTT 服务器', en: 'The MQTT broker cannot be reached.' },
    { zh: '检查地址与网络；预警会先存入发件箱', en: 'Check address and network; alerts wait in the outbox.' },
    { exitCode: 4 },
  ),
  OUTBOX_UNUSABLE: entry(
    { zh: '发件箱数据库无法使用', en: 'The outbox database cannot be used.' },
    { zh: '检查磁盘空间与目录权限', en: 'Check disk space and the directory’s permissions.' },
    { exitCode: 5 },
  ),
  DATABASE_UNUSABLE: entry(
    { zh: '控制台数据库无法使用', en: 'The console’s database cannot be used.' },
    {
      zh: '检查数据库地址、磁盘空间与目录权限',
      en: 'Check the database address, disk space and permissions.',
    },
    { exitCode: 5, httpStatus: 503 },
  ),
  PORT_IN_USE: entry(
    { zh: '端口已被占用', en: 'The port is in use.' },
    { zh: '换一个端口，或停止占用它的程序', en: 'Choose another port, or stop the program that uses it.' },
    { exitCode: 6 },
  ),
  MESSAGE_MALFORMED: entry(
    { zh: 'MQTT 消息无法解析', en: 'An MQTT payload does not parse.' },
    {
      zh: '消息已存入死信表；检查发送方版本',
      en: 'It is kept in the dead-letter table; check the sender’s version.',
    },
  ),
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
  CONSOLE_RUNNING: entry(
    {
      zh: '控制台正在运行，内置数据库同时只能有一个使用者',
      en: 'The console runs, and its embedded database has room for one.',
    },
    {
      zh: '先停止控制台再运行；或在页面“人员”中操作',
      en: 'Stop the console and run this again, or do it on its page "People".',
    },
    { exitCode: 5 },
  ),
  NOT_ALLOWED: entry(
    { zh: '没有权限', en: 'Not permitted.' },
    { zh: '请联系管理员', en: 'Ask an administrator.' },
    { httpStatus: 403 },
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
  DISPATCH_REFUSED: entry(
    { zh: '不能分派给这个人', en: 'This responder cannot be sent.' },
    { zh: '请选择负责该地且在用的人员', en: 'Choose one who is active and serves that place.' },
    { httpStatus: 409 },
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
  DEMO_TIMEOUT: entry(
    { zh: '演示在限定时间内没有完成', en: 'The demo did not finish in its time.' },
    { zh: '查看列出的日志；运行 shouwang doctor', en: 'See the listed logs; run shouwang doctor.' },
    { exitCode: 7 },
  ),
  BENCH_UNSUPPORTED: entry(
    { zh: '此系统不能测量处理器用时', en: 'CPU time cannot be measured on this system.' },
    { zh: '请在 Linux 上运行', en: 'Run it on Linux.' },
    { exitCode: 7 },
  ),
  BENCH_FAILED: entry(
    { zh: '性能测量的一个部分提前结束', en: 'A part of the bench ended before its time.' },
    { zh: '查看其最后的输出；运行 shouwang doctor', en: 'See its last words; run shouwang doctor.' },
    { exitCode: 7 },
  ),
  INTERNAL: entry(
    { zh: '程序内部错误', en: 'An internal error.' },
    { zh: '请把日志交给维护人员', en: 'Give the log to the maintainers.' },
    { exitCode: 1, httpStatus: 500 },
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

export const ERROR_CODES = Object.keys(ERROR_CATALOGUE) as ErrorCode[];

export function errorEntry(code: ErrorCode): ErrorEntry {
  return ERROR_CATALOGUE[code];
}

/** One thing wrong with an input: where, what it was, why it is refused and how to mend it. */
export interface InputIssue {
  /** Dotted path into the input, for example `cameras[2].zones[0].polygon`. */
  readonly path: string;
  /** The offending value as JSON, shortened; secrets are shown as `***`. */
  readonly value: string;
  readonly reason: string;
  readonly fix: string;
}

/** An error of the catalogue. `detail` says what happened here; it must hold no password or token. */
export class ShouwangError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly issues: readonly InputIssue[];

  constructor(
    code: ErrorCode,
    detail: string,
    options: { cause?: unknown; issues?: readonly InputIssue[] } = {},
  ) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ShouwangError';
    this.code = code;
    this.detail = detail;
    this.issues = options.issues ?? [];
  }
}

export function isShouwangError(error: unknown): error is ShouwangError {
  return error instanceof ShouwangError;
}
