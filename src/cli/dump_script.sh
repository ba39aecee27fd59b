#!/bin/sh
# Writes what the RAM of one Alibaba Cloud account holds into a folder, for
# `ramlint check DIR`, `ramlint who-can ... DIR` and `ramlint can ... DIR`.
#
#   sh dump.sh [--control-policies] [--cloud-sso REGION] [--directory-profile NAME] DIR
#
#   DIR                       a folder that is empty or not there yet
#   --control-policies        also control policies, and where the account stands in
#                             the resource directory
#   --cloud-sso REGION        also who has access to the account by Cloud SSO; REGION is
#                             that of the Cloud SSO directory, such as cn-shanghai
#   --directory-profile NAME  the profile of the `aliyun` command that the two passes
#                             above use, if the account is not the management account
#
# It needs the `aliyun` command with a profile, and awk. It only reads. Who runs it
# needs, on all resources:
#
#   ram:List*, ram:Get*                    (AliyunRAMReadOnlyAccess)
#   ram:ListPolicyAttachments of Resource Management
#                                          (AliyunResourceDirectoryReadOnlyAccess or
#                                           AliyunRAMReadOnlyAccess)
#   sts:GetCallerIdentity                  (granted to everybody)
#
# and for the further passes, in the management account:
#
#   resourcemanager:List*, resourcemanager:Get*
#   cloudsso:List*, cloudsso:Get*          (AliyunCloudSSOReadOnlyAccess)
#
# Each answer becomes a file named after its call; keys after `@` say what was asked
# about, and the number before `.json` is that of the page. No secret of an AccessKey
# is among the answers, but who may do what is: the files are readable by you alone.
#
# It stops at the first call that fails, so that a folder which it finished is whole.

set -eu
LC_ALL=C
export LC_ALL
umask 077

die() {
    printf 'dump: %s\n' "$*" >&2
    exit 1
}

usage() {
    die "usage: dump.sh [--control-policies] [--cloud-sso REGION] [--directory-profile NAME] DIR"
}

dir=
region=
profile=
control=no
while [ $# -gt 0 ]; do
    case $1 in
        --control-policies) control=yes ;;
        --cloud-sso)
            [ $# -gt 1 ] || usage
            region=$2
            shift
            ;;
        --directory-profile)
            [ $# -gt 1 ] || usage
            profile=$2
            shift
            ;;
        -*) usage ;;
        *)
            [ -z "$dir" ] || usage
            dir=$1
            ;;
    esac
    shift
done
[ -n "$dir" ] || usage
case $dir in
    /*) ;;
    *) dir=./$dir ;;
esac
for program in aliyun awk sort; do
    command -v "$program" >/dev/null 2>&1 || die "the command \`$program\` is not here"
done
mkdir -p "$dir"
[ -z "$(ls -A "$dir")" ] || die "$dir is not empty; old answers must not be mixed with new ones"
work=$dir/.work
mkdir "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# rows FILE KEY...: a line for each object in FILE that has the first KEY, with the
# values of all KEYs and tabs between them. It reads JSON as it stands, whatever its
# layout, and takes nothing inside a string for a key.
rows() {
    file=$1
    shift
    awk -v wanted="$*" '
        function take(value) {
            if (awaits) got[depth, key] = value
            else key = value
            awaits = 0
        }
        BEGIN { count = split(wanted, keys, " ") }
        {
            size = length($0)
            for (i = 1; i <= size; i++) {
                c = substr($0, i, 1)
                if (c == "\"") {
                    text = ""
                    for (i++; i <= size; i++) {
                        c = substr($0, i, 1)
                        if (c == "\"") break
                        if (c == "\\") {
                            text = text c
                            i++
                            c = substr($0, i, 1)
                        }
                        text = text c
                    }
                    take(text)
                } else if (c == "{") {
                    depth++
                    awaits = 0
                    for (k = 1; k <= count; k++) delete got[depth, keys[k]]
                } else if (c == "}") {
                    if ((depth, keys[1]) in got) {
                        line = ""
                        for (k = 1; k <= count; k++) {
                            value = got[depth, keys[k]]
                            if (index(value, "\\") > 0) {
                                print "dump: a name has a character that must be escaped: " value > "/dev/stderr"
                                exit 3
                            }
                            line = line (k > 1 ? "\t" : "") value
                        }
                        print line
                    }
                    depth--
                } else if (c == ":") awaits = 1
                else if (c == "[" || c == ",") awaits = 0
                else if (c ~ /[A-Za-z0-9.+-]/) {
                    text = ""
                    for (; i <= size; i++) {
                        c = substr($0, i, 1)
                        if (c !~ /[A-Za-z0-9.+-]/) break
                        text = text c
                    }
                    i--
                    take(text)
                }
            }
        }
    ' "$file"
}

# list STEM KEY...: the rows of all pages of an answer, each once.
list() {
    stem=$1
    shift
    : >"$work/rows"
    for page in "$dir/$stem".*.json; do
        rows "$page" "$@" >>"$work/rows"
    done
    sort -u "$work/rows" >"$work/sorted"
    cat "$work/sorted"
}

# safe NAME: a name as a part of a file name.
safe() {
    case $1 in
        *[!A-Za-z0-9._-]*)
            printf '%s' "$1" | awk '
                BEGIN { for (n = 1; n < 256; n++) code[sprintf("%c", n)] = n }
                {
                    for (i = 1; i <= length($0); i++) {
                        c = substr($0, i, 1)
                        if (c ~ /[A-Za-z0-9._-]/) printf "%s", c
                        else printf "%%%02X", code[c]
                    }
                }
            '
            ;;
        *) printf '%s' "$1" ;;
    esac
}

# ask STEM PRODUCT ACTION [ARGUMENT...]: one call, whose answer becomes STEM.json.
ask() {
    out=$dir/$1.json
    shift
    # A loop over names has them on its standard input.
    aliyun "$@" </dev/null >"$work/answer" || die "\`aliyun $*\` failed"
    [ -s "$work/answer" ] || die "\`aliyun $*\` printed nothing"
    mv "$work/answer" "$out"
}

# ask_for CODE STEM PRODUCT ACTION [ARGUMENT...]: the same call, where the error CODE
# says that what is asked for is not there; then there is no file.
ask_for() {
    code=$1
    out=$dir/$2.json
    shift 2
    if aliyun "$@" </dev/null >"$work/answer" 2>"$work/said"; then
        [ -s "$work/answer" ] || die "\`aliyun $*\` printed nothing"
        mv "$work/answer" "$out"
        return
    fi
    case $(cat "$work/answer" "$work/said") in
        *"Code: $code"*) ;;
        *)
            cat "$work/said" >&2
            die "\`aliyun $*\` failed"
            ;;
    esac
}

# The first value of a key in an answer; empty if it is not there.
value() {
    rows "$dir/$1.json" "$2" >"$work/value"
    found=
    IFS= read -r found <"$work/value" || :
    printf '%s' "$found"
}

# all_by_marker STEM PRODUCT ACTION [ARGUMENT...]: all pages of a list that says
# IsTruncated and Marker.
all_by_marker() {
    stem=$1
    shift
    page=0
    ask "$stem.$page" "$@" --MaxItems 100
    while :; do
        truncated=$(value "$stem.$page" IsTruncated)
        case $truncated in
            false) break ;;
            true) ;;
            *) die "\`aliyun $*\` does not say whether there is more" ;;
        esac
        marker=$(value "$stem.$page" Marker)
        [ -n "$marker" ] || die "\`aliyun $*\` has more and does not say how to ask for it"
        page=$((page + 1))
        ask "$stem.$page" "$@" --MaxItems 100 --Marker "$marker"
    done
}

# all_by_token STEM PRODUCT ACTION [ARGUMENT...]: the same with NextToken.
all_by_token() {
    stem=$1
    shift
    page=0
    ask "$stem.$page" "$@" --MaxResults 100
    while :; do
        truncated=$(value "$stem.$page" IsTruncated)
        case $truncated in
            false) break ;;
            true) ;;
            *) die "\`aliyun $*\` does not say whether there is more" ;;
        esac
        token=$(value "$stem.$page" NextToken)
        [ -n "$token" ] || die "\`aliyun $*\` has more and does not say how to ask for it"
        page=$((page + 1))
        ask "$stem.$page" "$@" --MaxResults 100 --NextToken "$token"
    done
}

# all_by_number STEM PRODUCT ACTION [ARGUMENT...]: all pages of a list that says
# TotalCount.
all_by_number() {
    stem=$1
    shift
    page=1
    while :; do
        ask "$stem.$page" "$@" --PageSize 100 --PageNumber "$page"
        total=$(value "$stem.$page" TotalCount)
        case $total in
            '' | *[!0-9]*) die "\`aliyun $*\` does not say how many there are" ;;
        esac
        [ $((page * 100)) -lt "$total" ] || break
        page=$((page + 1))
    done
}

ask GetCallerIdentity sts GetCallerIdentity
own=$(value GetCallerIdentity AccountId)
[ -n "$own" ] || die "the account's id is not among the answers"

all_by_marker ListUsers ram ListUsers
all_by_marker ListGroups ram ListGroups
all_by_marker ListRoles ram ListRoles
all_by_marker ListPolicies ram ListPolicies --PolicyType Custom
all_by_number ListPolicyAttachments resourcemanager ListPolicyAttachments
all_by_marker ListSAMLProviders ims ListSAMLProviders
all_by_marker ListOIDCProviders ims ListOIDCProviders

list ListGroups GroupName >"$work/groups"
while IFS= read -r name; do
    all_by_marker "ListUsersForGroup@$(safe "$name")" ram ListUsersForGroup --GroupName "$name"
done <"$work/groups"

list ListUsers UserName >"$work/users"
while IFS= read -r name; do
    key=$(safe "$name")
    ask "ListAccessKeys@$key" ram ListAccessKeys --UserName "$name"
    ask_for EntityNotExist.User.LoginProfile "GetLoginProfile@$key" \
        ram GetLoginProfile --UserName "$name"
done <"$work/users"

list ListRoles RoleName >"$work/roles"
while IFS= read -r name; do
    ask "GetRole@$(safe "$name")" ram GetRole --RoleName "$name"
done <"$work/roles"

list ListPolicies PolicyName >"$work/policies"
while IFS= read -r name; do
    key=Custom@$(safe "$name")
    ask "GetPolicy@$key" ram GetPolicy --PolicyType Custom --PolicyName "$name"
    ask "ListPolicyVersions@$key" ram ListPolicyVersions --PolicyType Custom --PolicyName "$name"
    rows "$dir/ListPolicyVersions@$key.json" VersionId IsDefaultVersion >"$work/versions"
    while IFS='	' read -r version default; do
        [ "$default" != true ] || continue
        ask "GetPolicyVersion@$key@$(safe "$version")" ram GetPolicyVersion \
            --PolicyType Custom --PolicyName "$name" --VersionId "$version"
    done <"$work/versions"
done <"$work/policies"

list ListPolicyAttachments PolicyType PolicyName >"$work/attached"
while IFS='	' read -r kind name; do
    [ "$kind" = System ] || continue
    ask "GetPolicy@System@$(safe "$name")" ram GetPolicy --PolicyType System --PolicyName "$name"
done <"$work/attached"

# The passes below ask the management account.
if [ -n "$profile" ]; then
    set -- --profile "$profile"
else
    set --
fi

if [ "$control" = yes ]; then
    ask GetResourceDirectory resourcemanager GetResourceDirectory "$@"
    if [ "$(value GetResourceDirectory MasterAccountId)" != "$own" ]; then
        ask "GetAccount@$own" resourcemanager GetAccount --AccountId "$own" "$@"
        folder=$(value "GetAccount@$own" FolderId)
        if [ -n "$folder" ] && [ "$folder" != "$(value GetResourceDirectory RootFolderId)" ]; then
            ask "ListAncestors@$folder" resourcemanager ListAncestors --ChildFolderId "$folder" "$@"
        fi
    fi
    all_by_number ListControlPolicies resourcemanager ListControlPolicies "$@"
    list ListControlPolicies PolicyId >"$work/control"
    while IFS= read -r id; do
        key=$(safe "$id")
        ask "GetControlPolicy@$key" resourcemanager GetControlPolicy --PolicyId "$id" "$@"
        all_by_number "ListTargetAttachmentsForControlPolicy@$key" \
            resourcemanager ListTargetAttachmentsForControlPolicy --PolicyId "$id" "$@"
    done <"$work/control"
fi

if [ -n "$region" ]; then
    set -- --region "$region" "$@"
    ask ListDirectories cloudsso ListDirectories "$@"
    directory=$(value ListDirectories DirectoryId)
    [ -n "$directory" ] || die "there is no Cloud SSO directory in $region"
    set -- --DirectoryId "$directory" "$@"
    all_by_token cloudsso.ListUsers cloudsso ListUsers "$@"
    all_by_token cloudsso.ListGroups cloudsso ListGroups "$@"
    all_by_token ListAccessConfigurations cloudsso ListAccessConfigurations "$@"
    all_by_token ListAccessAssignments cloudsso ListAccessAssignments \
        --TargetType RD-Account --TargetId "$own" "$@"
    list cloudsso.ListGroups GroupId >"$work/sso-groups"
    while IFS= read -r id; do
        all_by_token "ListGroupMembers@$(safe "$id")" cloudsso ListGroupMembers --GroupId "$id" "$@"
    done <"$work/sso-groups"
    list ListAccessConfigurations AccessConfigurationId >"$work/configurations"
    while IFS= read -r id; do
        ask "ListPermissionPoliciesInAccessConfiguration@$(safe "$id")" cloudsso \
            ListPermissionPoliciesInAccessConfiguration --AccessConfigurationId "$id" "$@"
    done <"$work/configurations"
fi

printf 'dump: %s is complete\n' "$dir" >&2
