//! Why the disk did not hand something over, or was not asked, in the language asked
//! for. The English words are those of the reasons themselves.

use std::path::Path;

use crate::cli::disk::{Reason, WhyLeftOut};
use crate::rules::Language;

/// A sentence without its subject.
#[must_use]
pub fn reason(of: &Reason, language: Language) -> String {
    if language == Language::English {
        return of.to_string();
    }
    match of {
        Reason::Missing => "不存在；请检查拼写以及启动 ramlint 时所在的文件夹".to_owned(),
        Reason::OutsideRoot => {
            "位于根目录之外，其中的内容不会读取；请在命令行中指定它，或扩大 --root".to_owned()
        }
        Reason::SymlinkOutside => {
            "是指向根目录之外的符号链接，因此没有跟随；请改为指定其目标".to_owned()
        }
        Reason::SymlinkUnread => {
            "是指向不会被读取之处的符号链接；请把该处也列在命令行中".to_owned()
        }
        Reason::SymlinkDangling => "是指向不存在内容的符号链接；请修复或删除该链接".to_owned(),
        Reason::SymlinkLoop => "是循环的符号链接；请修复或删除该链接".to_owned(),
        Reason::NotAFile(what) => {
            let what = kind_of_thing(what);
            format!("是{what}；ramlint 只读取文件")
        }
        Reason::TooLarge { size, limit } => {
            let (size, limit) = (bytes(*size), bytes(*limit));
            format!("大小为 {size}，超过上限 {limit}；请将其拆分")
        }
        Reason::FoundTooLarge { size, limit } => {
            let (size, limit) = (bytes(*size), bytes(*limit));
            format!(
                "大小为 {size}，超过上限 {limit}；请在命令行中指定它、提高 --max-file-size，或将其拆分"
            )
        }
        Reason::TooManyFiles { limit } => {
            format!(
                "及其后的内容没有读取，因为在此之前已读取 {limit} 个文件；请指定更少的文件夹，或提高 --max-files"
            )
        }
        Reason::TooMuchText { limit } => {
            let limit = bytes(*limit);
            format!(
                "及其后的内容没有读取，因为在此之前已读取 {limit}；请指定更少的文件夹，或提高 --max-total-size"
            )
        }
        Reason::Encoding { name, offset } => {
            format!("从第 {offset} 字节起不是 UTF-8，看起来是 {name}；请保存为 UTF-8")
        }
        Reason::Binary => "是二进制文件；ramlint 读取 UTF-8 文本".to_owned(),
        Reason::LfsPointer => "是没有内容的 Git LFS 指针；请先运行 `git lfs pull`".to_owned(),
        Reason::Submodule => "是 git 子模块，即独立的仓库；如需读取，请同时指定其文件夹".to_owned(),
        Reason::NotReadYet(format) => {
            format!("是 {format} 文件，当前版本不支持读取；请以 JSON 提供其权限策略")
        }
        Reason::GitIndex(why) => {
            format!("无法读取，因此可能遗漏被忽略但已跟踪的文件：{why}")
        }
        Reason::Object(why) => format!("无法从 git 仓库读取：{why}"),
        Reason::UnsafeName => {
            "的名称（例如 `..` 或 `.git`）不会被 git 检出；请将其从提交中移除".to_owned()
        }
        Reason::NotToldApart(other) => format!(
            "在 macOS 和 Windows 上与 `{other}` 是同一路径，在那里两者只存在其一，且无法得知是哪一个；请重命名其中之一，或将其排除"
        ),
        Reason::TooDeep { limit } => {
            format!("位于超过 {limit} 层的文件夹中，其中的内容没有读取；请在命令行中指定它")
        }
        Reason::TooManyPaths { limit } => {
            format!("及其后的内容没有读取，因为该提交包含超过 {limit} 个路径；请指定更少的文件夹")
        }
        Reason::System(words) => format!("无法打开：{words}"),
    }
}

fn kind_of_thing(what: &'static str) -> &'static str {
    match what {
        "folder" => "文件夹",
        "named pipe" => "命名管道",
        "socket" => "套接字",
        "device" => "设备",
        other => other,
    }
}

/// A size as people say it; exact where it has no round name.
fn bytes(number: u64) -> String {
    const MIB: u64 = 1024 * 1024;
    if number >= MIB && number.is_multiple_of(MIB) {
        return format!("{} MiB", number / MIB);
    }
    format!("{number} 字节")
}

/// Why one path was left out.
#[must_use]
pub fn left_out(why: WhyLeftOut, path: &str, language: Language) -> String {
    if language == Language::English {
        return why.of(path);
    }
    match why {
        WhyLeftOut::OtherKind => {
            let words = "不是会读取的文件类型";
            match WhyLeftOut::ending(Path::new(path)) {
                Some(ending) => format!("{words}（.{ending}）"),
                None => words.to_owned(),
            }
        }
        WhyLeftOut::Excluded => "被配置排除".to_owned(),
        WhyLeftOut::Ignored => "被 git 忽略且未跟踪".to_owned(),
        WhyLeftOut::SkippedFolder => "存放他人代码的文件夹，只读取其中已跟踪的文件".to_owned(),
        WhyLeftOut::TerraformCache => {
            "由 Terraform 下载到 `.terraform` 中，其内容不予采信".to_owned()
        }
        WhyLeftOut::Link => "符号链接：如果其目标是会读取的类型，则在目标所在位置读取".to_owned(),
        WhyLeftOut::Special => "管道、套接字或设备".to_owned(),
        WhyLeftOut::Large { limit } => {
            let limit = bytes(limit);
            format!("大于 {limit}，且没有涉及权限策略的内容")
        }
        WhyLeftOut::NotText => "不是 UTF-8 文本，且没有涉及权限策略的内容".to_owned(),
        WhyLeftOut::NotCheckedOut => "已由 git 跟踪但未检出（稀疏检出）".to_owned(),
        WhyLeftOut::AfterLimit => "没有读取，因为在此之前已达到上限".to_owned(),
    }
}
