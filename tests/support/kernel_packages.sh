# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Kernels and their headers as Debian packages, unpacked below $PTW_BUILD/packages and
# never installed; for foreign architectures too. Where they come from, the machine's
# own package configuration says.
#
# Each series of releases has its place: the Debian whose packages it is among, and whose
# compiler and tools its headers want. That is this machine, or a root of a newer Debian,
# made once, below $PTW_BUILD/packages as well.
# shellcheck shell=sh

# _kernel_place RELEASE: set
#	kernel_debian	the newer Debian, or nothing: this machine
#	kernel_root	where it is; nothing: this machine
_kernel_place()
{
	case $1 in
	7 | 7.*) kernel_debian=trixie ;;
	*) kernel_debian='' ;;
	esac
	kernel_root=${kernel_debian:+$PTW_BUILD/packages/$kernel_debian}
	[ -n "$kernel_root" ] || return 0
	[ -e "$kernel_root/made" ] || _kernel_make_root || return 1
	in_place true
}

# The mirror of the machine's own release
_kernel_mirror()
{
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(CODENAME) $(SITE)' 'Created-By: Packages' |
		sed -n "s/^$(. /etc/os-release && echo "$VERSION_CODENAME") //p" | head -n 1
}

# With what the headers' own make calls: compilers, and the libraries of its programs
_kernel_make_root()
{
	need debootstrap || return 1
	rm -rf "$kernel_root"
	mkdir -p "$kernel_root"
	debootstrap --variant=minbase \
		--include=make,gcc-14,gcc-14-aarch64-linux-gnu,libelf1t64 \
		"$kernel_debian" "$kernel_root" "$(_kernel_mirror)" \
		> "$PTW_BUILD/packages/$kernel_debian.log" 2>&1 && touch "$kernel_root/made"
}

# in_place COMMAND...: run it in the place of the kernel that was fetched, where
# $PTW_BUILD has the same name as here. What is mounted for it goes when it ends.
in_place()
{
	if [ -z "$kernel_root" ]; then
		"$@"
		return
	fi
	mkdir -p "$kernel_root$PTW_BUILD"
	# shellcheck disable=SC2016
	unshare --mount sh -c '
		root=$1 build=$2
		shift 2
		mount --bind "$build" "$root$build" && mount -t proc proc "$root/proc" &&
			exec chroot "$root" "$@"' sh "$kernel_root" "$PTW_BUILD" "$@"
}

# kernel_make ARCH: what make and the C compiler are called with to build for ARCH
kernel_make()
{
	case $1 in
	amd64) kernel_arch=x86 kernel_cross='' ;;
	arm64) kernel_arch=arm64 kernel_cross=aarch64-linux-gnu- ;;
	esac
}

# A package manager's state of our own, that knows both architectures, and the suites of
# the kernel's place.
_kernel_apt()
{
	_mirror=${kernel_debian:+$(_kernel_mirror)}
	_state=$PTW_BUILD/packages/apt${kernel_debian:+-$kernel_debian}
	export APT_CONFIG="$_state/apt.conf"
	[ ! -e "$_state/updated" ] || return 0
	mkdir -p "$_state/lists/partial" "$_state/cache/archives/partial"
	: > "$_state/status"
	cat > "$APT_CONFIG" <<-END
		Dir::State "$_state";
		Dir::State::lists "$_state/lists";
		Dir::State::status "$_state/status";
		Dir::Cache "$_state/cache";
		APT::Architectures { "amd64"; "arm64"; };
		APT::Sandbox::User "root";
		Acquire::Languages "none";
	END
	if [ -n "$kernel_debian" ]; then
		printf "deb $_mirror %s main\n" "$kernel_debian" "$kernel_debian-backports" \
			> "$_state/sources.list"
		cat >> "$APT_CONFIG" <<-END
			Dir::Etc::SourceList "$_state/sources.list";
			Dir::Etc::SourceParts "/dev/null";
		END
	fi
	apt-get -qq update > "$_state/update.log" 2>&1 && touch "$_state/updated"
}

# _kernel_unpack DIR PACKAGE:ARCH...
_kernel_unpack()
(
	cd "$1" || exit 1
	shift
	apt-get -qq download "$@" > download.log 2>&1 || exit 1
	for deb in *.deb; do
		dpkg -x "$deb" . && rm "$deb" || exit 1
	done
)

# fetch_kernel ARCH RELEASE FLAVOUR: the newest kernel of a release series. ARCH as
# Debian has it (amd64, arm64), RELEASE like 6.1 or 7, FLAVOUR like cloud-amd64 or
# arm64-16k, or tests/kernel/FLAVOUR.config: that is built, of Debian's source. Sets
#	kernel_version	as uname -r says it
#	kernel_image	what a boot loader loads
#	kernel_headers	what make -C takes to build a module
#	kernel_modules	the directory of its own modules
#	kernel_missing	if it cannot be had: what there is not
# Return: 1 where the packages cannot be had, 2 for a source that does not compile.
fetch_kernel()
{
	mkdir -p "$PTW_BUILD/packages"
	kernel_missing="no Debian to build for Linux $2 in"
	_kernel_place "$2" || return 1
	kernel_missing="no packages of Linux $2 $3"
	_kernel_apt || { unset APT_CONFIG; return 1; }
	if [ -e "$PTW_SRC/tests/kernel/$3.config" ]; then
		_kernel_build "$@"
	else
		_kernel_find "$@"
	fi
	_status=$?
	unset APT_CONFIG
	return $_status
}

# The newest package of the series
_kernel_find()
{
	_re=$(echo "$2" | sed 's/\./\\./')
	kernel_version=$(apt-cache pkgnames "linux-image-$2." |
		sed -n "s/^linux-image-\($_re\.[0-9][^-]*\(-[0-9]*\)\{0,1\}-$3\)$/\1/p" |
		sort -V | tail -n 1)
	_root=$PTW_BUILD/packages/linux-$kernel_version
	kernel_image=$_root/boot/vmlinuz-$kernel_version
	kernel_headers=$_root/usr/src/linux-headers-$kernel_version
	kernel_modules=$_root/lib/modules/$kernel_version
	[ -n "$kernel_version" ] && { [ -e "$_root/unpacked" ] || _kernel_get "$1"; }
}

# The newest source of the series, made into what the configuration says; it is kept
# until the configuration changes.
_kernel_build()
{
	kernel_make "$1"
	_root=$PTW_BUILD/packages/linux-$2-$3
	_config=$PTW_SRC/tests/kernel/$3.config
	kernel_headers=$_root/build
	kernel_image=$kernel_headers/arch/$1/boot/Image
	kernel_modules=$_root/none
	if ! cmp -s "$_config" "$_root/made"; then
		rm -rf "$_root"
		mkdir -p "$kernel_headers"
		_kernel_unpack "$_root" "linux-source-$2" || return 1
		_kernel_compile "linux-source-$2" > "$_root/log" 2>&1 || return 2
		cp "$_config" "$_root/made"
	fi
	kernel_version=$(cat "$kernel_headers/include/config/kernel.release")-$3
}

# _kernel_compile SOURCE: what the configuration does not name is off.
_kernel_compile()
{
	tar -C "$_root" -xf "$_root/usr/src/$1.tar.xz" || return 1
	set -- make -C "$_root/$1" O="$kernel_headers" ARCH="$kernel_arch" \
		CROSS_COMPILE="$kernel_cross" -j"$PTW_JOBS"
	"$@" KCONFIG_ALLCONFIG="$_config" allnoconfig && nice -n 19 "$@" Image modules
}

# What a package depends on, of those we need, with the architecture to ask for
_kernel_depends()
{
	apt-cache depends "$1:$2" |
		sed -n "s/^ *Depends: <*\(linux-\(binary\|modules\|compiler\)-[^:>]*\).*/\1:$2/p
			s/^ *Depends: <*\(linux-headers-[^:>]*-common\).*/\1:all/p
			s/^ *Depends: <*\(linux-kbuild-[^:>]*\).*/\1:$(dpkg --print-architecture)/p"
}

# Headers hold absolute paths; programs among them must run in the kernel's place.
_kernel_get()
{
	rm -rf "$_root"
	mkdir -p "$_root"
	# shellcheck disable=SC2046
	_kernel_unpack "$_root" "linux-image-$kernel_version:$1" \
		"linux-headers-$kernel_version:$1" \
		$(_kernel_depends "linux-image-$kernel_version" "$1") \
		$(_kernel_depends "linux-headers-$kernel_version" "$1") || return 1
	# What newer packages have below usr/lib alone
	if [ ! -e "$_root/lib" ]; then
		ln -s usr/lib "$_root/lib"
		mkdir -p "$_root/boot"
		ln -s "../lib/modules/$kernel_version/vmlinuz" "$kernel_image"
	fi
	find "$_root/usr/src" -name Makefile -type f |
		xargs sed -i "s#\(include \|KBUILD_OUTPUT=\)/usr/src/#\1$_root/usr/src/#"
	touch "$_root/unpacked"
}
