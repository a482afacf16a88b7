"""What a neighbourhood asks for: subjects and their categories, written for Linli.

`words` speak for a category when somebody writes freely (signs: `catalog.domain.words`). `owner` marks parts of the city
(a lamp, a cover), which go to their owner first. `duty=False` is not on the community's list of duties, so that
nobody sends it down to the community (Beijing regulation on handling requests, art. 17). `proof`: a photo shows it done.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

DANGER, UTILITY, ORDINARY, COMPLEX = "danger", "utility", "ordinary", "complex"
Row = dict[str, Any]


def _row(
    code: str,
    name: str,
    words: str = "",
    urgency: str = ORDINARY,
    *,
    owner: bool = False,
    proof: bool = False,
    duty: bool = True,
) -> Row:
    return {
        "code": code,
        "name": name,
        "urgency": urgency,
        "precedence": "owner_first" if owner else "territory_first",
        "proof_required": proof,
        "community_duty": duty,
        "words": words.split(),
    }


CATEGORIES: list[tuple[Row, list[Row]]] = [
    (
        _row("property", _("物业与小区")),
        [
            _row(
                "property-service", _("物业服务差"), "物业…不作为 物业服务 物业…不管 物业…态度 保安 物业公司 物业管理"
            ),
            _row("property-fee", _("物业费、停车费争议"), "物业费 乱收费 停车费…涨 收费标准 车位费 水电…加价"),
            _row(
                "property-repair",
                _("公共部位维修"),
                "外墙…脱落 墙皮脱落 楼道…破损 单元门 门禁 楼顶…漏 屋顶漏水 外墙渗水 公共部位",
                proof=True,
            ),
            _row("property-fund", _("维修资金"), "维修资金 维修基金 公维金", COMPLEX),
            _row(
                "property-owners", _("业主大会与业委会"), "业委会 业主委员会 业主大会 换物业 更换物业 业主投票", COMPLEX
            ),
            _row(
                "property-handover",
                _("交房与房屋质量"),
                "交房 延期交付 房屋质量 精装 货不对板 虚假宣传 开发商 烂尾",
                COMPLEX,
                duty=False,
            ),
            _row("property-deed", _("产权证办理"), "房产证 不动产证 产权证 办证难 网签", COMPLEX, duty=False),
        ],
    ),
    (
        _row("utility", _("水电气热")),
        [
            _row("utility-water", _("停水、水压"), "停水 没水 断水 水压 自来水 增压 二次供水", UTILITY, owner=True),
            _row("utility-water-quality", _("水质"), "水质 自来水…浑 自来水…黄 水…异味", UTILITY, owner=True),
            _row(
                "utility-power",
                _("停电、供电"),
                "停电 断电 没电 跳闸 电压 供电 电表 变压器 供电局",
                UTILITY,
                owner=True,
            ),
            _row("utility-gas", _("燃气供应"), "停气 没气 天然气 燃气 煤气 燃气管道 通气", UTILITY, owner=True),
            _row("utility-heat", _("供暖"), "供暖 暖气 停暖 不热 采暖", UTILITY, owner=True),
            _row(
                "utility-sewer",
                _("下水道堵塞、污水外溢"),
                "下水道 污水…溢 反水 化粪池 管道堵塞 粪水 污水管",
                UTILITY,
                proof=True,
            ),
            _row("utility-telecom", _("宽带与通信"), "宽带 网络信号 手机信号 基站 光纤 移动公司 电信公司", duty=False),
        ],
    ),
    (
        _row("road", _("道路与公共设施")),
        [
            _row(
                "road-surface",
                _("路面破损"),
                "路面 坑洼 路…破损 道路…坑 塌陷 泥巴路 修路 道路…年久失修",
                owner=True,
                proof=True,
            ),
            _row("road-lamp", _("路灯不亮"), "路灯 灯…不亮 没有照明 照明灯", owner=True, proof=True),
            _row("road-cover", _("井盖缺损"), "井盖 窨井 沙井盖", DANGER, owner=True, proof=True),
            _row("road-drain", _("积水与排水"), "积水 内涝 排水 雨水管 水淹", owner=True, proof=True),
            _row("road-rail", _("护栏、标线、路牌"), "护栏 标线 斑马线 路牌 隔离带 指示牌", owner=True, proof=True),
            _row("road-wires", _("电线杆与乱拉线缆"), "电线杆 高压线 飞线 线缆 电缆 通信线", owner=True, proof=True),
            _row(
                "road-facility",
                _("健身器材与公共座椅"),
                "健身器材 座椅 长椅 公共厕所 公厕 广场设施",
                owner=True,
                proof=True,
            ),
            _row(
                "road-build", _("道路建设与规划"), "断头路 拉通 道路建设 规划路 何时通车 修建道路", COMPLEX, duty=False
            ),
        ],
    ),
    (
        _row("environment", _("环境卫生")),
        [
            _row("environment-rubbish", _("垃圾清运"), "垃圾 垃圾桶 垃圾站 清运 垃圾车 建筑垃圾", proof=True),
            _row("environment-clean", _("保洁与楼道堆物卫生"), "保洁 脏乱差 卫生死角 小广告 牛皮癣 打扫", proof=True),
            _row("environment-pests", _("蚊蝇鼠蟑"), "老鼠 蟑螂 蚊子 苍蝇 白蚁 灭鼠 马蜂"),
            _row("environment-green", _("绿化养护"), "绿化 树木 树枝 草坪 修剪 毁绿 绿地 砍树", proof=True),
            _row("environment-smoke", _("油烟与异味"), "油烟 异味 臭味 恶臭 臭气 烧烤摊"),
            _row("environment-dust", _("扬尘与渣土"), "扬尘 渣土 灰尘 粉尘 洒水", duty=False),
            _row(
                "environment-water", _("河湖与水体污染"), "黑臭 河道 水体 排污 污水直排 池塘 偷排", COMPLEX, duty=False
            ),
            _row("environment-burning", _("露天焚烧"), "焚烧 烧垃圾 烧秸秆", proof=True),
        ],
    ),
    (
        _row("noise", _("噪声扰民")),
        [
            _row("noise-building", _("施工噪声"), "施工…噪 夜间施工 工地…吵 通宵施工 施工扰民 搅拌"),
            _row("noise-renovation", _("装修噪声"), "装修…噪 装修…吵 电钻 装修扰民"),
            _row("noise-square", _("广场舞与音响"), "广场舞 音响 高音喇叭 唱歌 跳舞 喇叭"),
            _row("noise-shop", _("商铺与娱乐场所噪声"), "酒吧 KTV 麻将馆 麻将 夜宵…吵 商铺…噪 门店…音乐"),
            _row("noise-neighbour", _("邻居家吵闹"), "楼上…吵 邻居…吵 弹琴 深夜…吵 隔壁…噪"),
            _row("noise-machine", _("设备与低频噪声"), "水泵 空调外机 低频 设备噪音 嗡嗡 噪音 噪声"),
            _row("noise-traffic", _("交通噪声"), "鸣笛 炸街 汽车噪 高架…噪 隔音屏 高铁…噪"),
        ],
    ),
    (
        _row("building", _("违建与房屋安全")),
        [
            _row(
                "building-illegal",
                _("违法建设"),
                "违建 违章建筑 违法建筑 私搭乱建 加盖 搭建 违规建 阳光房",
                COMPLEX,
                duty=False,
                proof=True,
            ),
            _row(
                "building-occupied",
                _("占用公共区域"),
                "占用公共 公共区域 私占 楼道…堆 架空层 天台…占 公共用地",
                proof=True,
            ),
            _row("building-structure", _("破坏承重结构"), "承重墙 拆墙 砸墙 破坏结构", DANGER, duty=False),
            _row("building-danger", _("危旧房屋"), "危房 裂缝 倾斜 房屋…开裂 地基下沉 墙体开裂", DANGER),
            _row("building-usage", _("住宅改作他用"), "住改商 民宿 群租 群租房 胶囊房 开公司…居民楼 培训…居民楼"),
            _row(
                "building-removal",
                _("征收拆迁与安置"),
                "拆迁 征收 征地 安置房 棚改 补偿款 安置 回迁",
                COMPLEX,
                duty=False,
            ),
            _row("building-renewal", _("老旧小区改造"), "老旧小区 提质改造 小区改造 旧改", COMPLEX),
        ],
    ),
    (
        _row("traffic", _("停车与交通")),
        [
            _row("traffic-parking", _("小区停车难"), "停车难 车位 停车位 没地方停 地下车库 车库"),
            _row("traffic-blocked", _("乱停车、堵通道"), "违停 乱停 堵…车 占道停车 僵尸车 停车…堵 挡路", proof=True),
            _row("traffic-charging", _("充电桩安装"), "充电桩 新能源车…充电 电动汽车"),
            _row("traffic-signal", _("红绿灯与路口"), "红绿灯 信号灯 交通灯 掉头", owner=True, duty=False),
            _row("traffic-jam", _("拥堵与限行"), "拥堵 堵车 限行 塞车 早高峰", COMPLEX, duty=False),
            _row(
                "traffic-bus", _("公交地铁出行"), "公交 公交站 公交车 地铁…开通 地铁…建设 地铁票 轨道交通", duty=False
            ),
            _row("traffic-taxi", _("出租车与共享单车"), "出租车 网约车 共享单车 的士 滴滴 黑车", duty=False),
            _row(
                "traffic-licence",
                _("驾驶证与车辆业务"),
                "驾驶证 驾照 驾校 车管所 车辆年检 上牌 罚单 电子眼",
                duty=False,
            ),
        ],
    ),
    (
        _row("safety", _("安全与消防")),
        [
            _row(
                "safety-fire-way", _("消防通道堵塞"), "消防通道 消防车道 安全出口 生命通道 逃生通道", DANGER, proof=True
            ),
            _row("safety-fire-gear", _("消防设施损坏"), "消防栓 灭火器 消防设施 消火栓 烟感 消防水", proof=True),
            _row(
                "safety-ebike",
                _("电动车进楼、飞线充电"),
                "飞线充电 电动车…充电 电动车…楼道 电瓶车…楼 电动车进 自行车棚",
                proof=True,
            ),
            _row("safety-falling", _("高空抛物与坠落"), "高空抛物 高空坠物 瓷砖…脱落 玻璃…掉 抛物", DANGER),
            _row("safety-hazard", _("其他安全隐患"), "漏电 脚手架 易燃 易爆 液化气 煤气罐 坍塌"),
            _row("safety-theft", _("治安与盗窃"), "小偷 被盗 盗窃 偷电 治安 打架 赌博 黄赌毒 监控", duty=False),
            _row("safety-fraud", _("诈骗与非法集资"), "诈骗 传销 非法集资 被骗 骗局 骗钱 套路贷", COMPLEX, duty=False),
        ],
    ),
    (
        _row("lift", _("电梯")),
        [
            _row("lift-trapped", _("电梯困人"), "电梯…困 困…电梯 关在电梯 -困难 -困扰", DANGER, proof=True),
            _row(
                "lift-fault",
                _("电梯故障停运"),
                "电梯坏 电梯…故障 电梯…停运 电梯…停了 电梯…不能用 电梯…坠 电梯…维修",
                proof=True,
            ),
            _row("lift-check", _("电梯年检与更换"), "电梯…年检 电梯…老化 更换电梯 电梯…检验"),
            _row("lift-add", _("加装电梯"), "加装电梯 装电梯 增设电梯 加梯", COMPLEX),
        ],
    ),
    (
        _row("pets", _("宠物与动物")),
        [
            _row("pets-dog", _("不牵绳、犬只伤人"), "遛狗 牵绳 狗…咬 恶犬 大型犬 烈性犬 养狗"),
            _row("pets-stray", _("流浪动物"), "流浪狗 流浪猫 野狗 流浪犬"),
            _row("pets-noise", _("动物吵闹与卫生"), "狗叫 狗吠 狗屎 狗粪 养鸡 鸡叫 养鸽 养猪"),
            _row("pets-licence", _("犬证与疫苗"), "犬证 狗证 养犬登记 狂犬疫苗"),
        ],
    ),
    (
        _row("civil", _("民政与社保")),
        [
            _row(
                "civil-retire",
                _("退休与养老金"),
                "退休 养老金 五十岁…退 50岁…退 养老保险 退休年龄 领…养老 社保…年限 养老待遇",
            ),
            _row("civil-insurance", _("社保参保与缴费"), "社保 参保 断缴 补缴 社保卡 失业保险 五险 失地…社保"),
            _row("civil-relief", _("低保与临时救助"), "低保 困难补助 临时救助 特困 贫困户 低收入 救助"),
            _row(
                "civil-housing",
                _("公租房与住房保障"),
                "公租房 廉租房 保障房 经适房 经济适用房 住房补贴 租房补贴 公积金",
                duty=False,
            ),
            _row("civil-register", _("户籍与证件"), "户口 落户 身份证 居住证 迁户 户籍 护照", duty=False),
            _row("civil-certificate", _("开具证明"), "开证明 居住证明 证明…盖章 社区盖章 开具证明"),
            _row(
                "civil-marriage", _("婚姻、收养与殡葬"), "结婚证 离婚证 婚姻登记 收养 殡葬 墓地 骨灰 殡仪", duty=False
            ),
            _row("civil-veteran", _("退役军人与优抚"), "退役军人 退伍 转业 优抚 抚恤 老兵 军属"),
        ],
    ),
    (
        _row("medical", _("医疗卫生")),
        [
            _row("medical-insurance", _("医保报销"), "医保 报销 异地就医 新农合 医疗保险 门诊统筹 大病保险"),
            _row("medical-clinic", _("社区医院与家庭医生"), "社区医院 家庭医生 卫生院 卫生服务中心 诊所 体检"),
            _row("medical-vaccine", _("疫苗与防疫"), "疫苗 接种 防疫 传染病 消毒 疫情"),
            _row(
                "medical-hospital",
                _("看病与医患纠纷"),
                "医院 挂号 医生 医疗事故 误诊 医患 手术 药品",
                COMPLEX,
                duty=False,
            ),
            _row("medical-birth", _("生育服务"), "生育津贴 准生证 生育登记 二胎 独生子女 三孩 产假 计生"),
        ],
    ),
    (
        _row("education", _("教育与托育")),
        [
            _row(
                "education-enrol",
                _("入学与学区"),
                "入学 学区 学位 划片 幼升小 小升初 转学 配套学校 入读 摇号",
                duty=False,
            ),
            _row("education-fee", _("学校收费与补课"), "补课 学费 收费…学校 强制…学生 课后服务 校服 教辅", duty=False),
            _row("education-teacher", _("师资与教师待遇"), "教师 老师…待遇 师德 编制 班主任 教师资格", duty=False),
            _row("education-nursery", _("幼儿园与托育"), "幼儿园 托育 普惠园 托管班"),
            _row("education-training", _("校外培训机构"), "培训机构 培训班 退费 辅导班 早教 培训学校", duty=False),
            _row("education-safety", _("学生安全与欺凌"), "校园欺凌 霸凌 体罚 学生…安全 校车 食堂 学校门口"),
            _row("education-exam", _("考试与招生"), "中考 高考 招生 录取 志愿填报 考试 实习 大学", duty=False),
        ],
    ),
    (
        _row("elderly", _("养老助残")),
        [
            _row("elderly-care", _("居家养老与助餐"), "居家养老 助餐 老年食堂 养老服务 养老院 独居老人 空巢"),
            _row("elderly-allowance", _("高龄津贴与老年证"), "高龄津贴 高龄补贴 老年证 老年卡 老人…补贴"),
            _row("elderly-access", _("无障碍设施"), "无障碍 轮椅 坡道 盲道 适老"),
            _row("elderly-disabled", _("残疾人服务"), "残疾 残疾证 残联 护理补贴 盲人 聋哑"),
            _row("elderly-child", _("困境儿童与未成年人"), "孤儿 留守儿童 困境儿童 未成年人"),
        ],
    ),
    (
        _row("dispute", _("邻里与家庭纠纷")),
        [
            _row("dispute-leak", _("楼上漏水"), "楼上…漏水 楼上漏 渗水…楼下 卫生间漏水 厕所漏水 天花板…漏"),
            _row("dispute-neighbour", _("邻里矛盾"), "邻居…矛盾 邻里 吵架 邻居…骂 调解 楼上邻居 邻居…吵架"),
            _row("dispute-rent", _("租赁纠纷"), "房东 租客 押金 租金 退租 中介…租 长租公寓"),
            _row("dispute-family", _("家庭矛盾与家暴"), "家暴 打老婆 赡养 不养老人 家庭矛盾", DANGER),
            _row("dispute-access", _("通行、采光与界址"), "采光 挡光 遮挡阳光 宅基地 通行权 界址 楼间距"),
        ],
    ),
    (
        _row("party", _("党建与志愿服务")),
        [
            _row("party-relation", _("党组织关系与党员服务"), "党员 党组织关系 党支部 组织关系 党费 入党"),
            _row("party-volunteer", _("志愿服务"), "志愿者 志愿服务 义工 志愿活动"),
            _row("party-activity", _("文体活动与场地"), "文化活动 活动室 图书室 老年大学 书画 合唱 图书馆 体育馆"),
            _row(
                "party-community",
                _("社区工作与居务公开"),
                "社区工作人员 居委会 居务公开 村务公开 村委会 社区干部 村干部",
            ),
            _row("party-conduct", _("干部作风"), "不作为 推诿 官僚 态度恶劣 踢皮球 作风", COMPLEX, duty=False),
        ],
    ),
    (
        _row("commerce", _("市场与消费")),
        [
            _row(
                "commerce-consumer",
                _("消费纠纷"),
                "退款 退货 消费者 霸王条款 健身房 预付卡 跑路 维权 会员卡",
                duty=False,
            ),
            _row(
                "commerce-food",
                _("食品安全"),
                "食品安全 过期 变质 吃坏 食物中毒 无证餐饮 外卖…不卫生 卫生许可",
                duty=False,
            ),
            _row(
                "commerce-stall", _("占道经营与流动摊贩"), "占道经营 摊贩 摆摊 夜市 流动摊 夜宵摊 马路市场", proof=True
            ),
            _row("commerce-licence", _("无证经营"), "无证经营 无照 营业执照 黑作坊 非法经营", duty=False),
            _row("commerce-market", _("菜市场与便民网点"), "菜市场 农贸市场 超市 快递柜 快递 便民服务"),
            _row("commerce-price", _("价格与计量"), "价格 短斤少两 涨价 计量 明码标价 哄抬", duty=False),
            _row("commerce-finance", _("金融与贷款"), "银行 贷款 保险公司 信用卡 理财 房贷", COMPLEX, duty=False),
        ],
    ),
    (
        _row("labour", _("劳动与就业")),
        [
            _row(
                "labour-wages",
                _("拖欠工资"),
                "拖欠工资 欠薪 工资…不发 农民工工资 讨薪 血汗钱 克扣工资 不发工资",
                COMPLEX,
                duty=False,
            ),
            _row(
                "labour-contract",
                _("劳动合同与辞退"),
                "劳动合同 辞退 裁员 加班费 试用期 双休 加班",
                COMPLEX,
                duty=False,
            ),
            _row("labour-injury", _("工伤"), "工伤 工伤认定 职业病", COMPLEX, duty=False),
            _row("labour-job", _("就业与技能培训"), "找工作 就业 招聘 失业登记 技能培训 公益性岗位 创业"),
            _row(
                "labour-talent",
                _("人才与创业补贴"),
                "人才补贴 人才引进 购房补贴 创业贷款 人才新政 人才认定",
                duty=False,
            ),
        ],
    ),
    (
        _row("other", _("其他")),
        [
            _row("other-advice", _("对社区的建议"), "建议社区 希望社区 提个建议 合理化建议"),
            _row("other-thanks", _("表扬与感谢"), "感谢社区 表扬 点赞 锦旗 感谢网格员"),
            _row("other-lost", _("失物与寻人"), "丢了 捡到 失物 寻人 寻物 寻找"),
            _row("other-else", _("说不清属于哪一类")),
        ],
    ),
]
