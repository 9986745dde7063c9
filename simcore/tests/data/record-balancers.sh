#!/bin/sh
# Records on this machine what nginx and HAProxy answer to the puzzle with s1 to s5: the table that
# simcore/tests/real_balancers.rs holds. Needs Linux, root or not, curl, nginx and haproxy:
#
#     apt-get install -y nginx haproxy curl        # Debian 12: nginx 1.22.1, HAProxy 2.6.12
#     sh simcore/tests/data/record-balancers.sh    # one or two minutes; rows to the standard output
#     sh simcore/tests/data/record-balancers.sh 'haproxy hdr_map'       # this row only
#
# Everything runs on 127.0.0.1 (ports 9101-9105, 9180, 9280, 9299) and in a new temporary directory.
#
# A row: t1 and t2, then for each variant t3 and, in brackets, the six new users; E is an error page.
# Variants: normal, s3 killed (kill -9, nobody tells the balancer), s3 marked down (nginx: `down` and a
# reload; HAProxy: `disable server` at run time), s5 by a reload, s5 enabled at run time (HAProxy), and
# a reload with s3 down and s5 new. Every scenario starts a fresh balancer (one worker, one thread).
#
# Clients: their address is in X-Forwarded-For, which both programs are told to believe, their key in
# X-Key, their cookies in a file each. u1 and u2 are the first of user0, user1, ... (203.0.0.10,
# 203.0.1.10, ...) that reach s3 and s1; new users are n0 to n5 from 198.18.0.7 to 198.18.5.7.

set -u
work=$(mktemp -d)
only=${1:-}
balancer=
trap 'stop; for s in 1 2 3 4 5; do end "$work/s$s.pid"; done; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# Waits until a process is gone, or at least nothing but an entry that its parent has not read yet.
gone() {
    while kill -0 "$1" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; do sleep 0.05; done
}

# Ends the process whose id is in a file, and waits until it is gone.
end() {
    [ -s "$1" ] || return 0
    pid=$(cat "$1")
    kill "${2:--TERM}" "$pid" 2>/dev/null
    gone "$pid"
    rm -f "$1"
}

# ---- the servers: one small nginx each, which answers with its number --------------------------------

serve() {
    cat > "$work/s$1.conf" <<END
daemon on; master_process off; pid $work/s$1.pid; error_log $work/error.log;
events {}
http { access_log off; server { listen 127.0.0.1:910$1; location / { return 200 "$1"; } } }
END
    [ -s "$work/s$1.pid" ] || nginx -c "$work/s$1.conf" 2>/dev/null
}

# ---- the balancers -------------------------------------------------------------------------------
# A peer is written number:weight or number:weight:down.

nginx_conf() {
    method=$1; shift
    target=pool
    case $method in
        ip_hash) directive='ip_hash;' ;;
        hash) directive='hash $http_x_key;' ;;
        hash_consistent) directive='hash $http_x_key consistent;' ;;
        least_conn) directive='least_conn;' ;;
        random) directive='random;' ;;
        random2) directive='random two;' ;;
        sticky_map) directive=''; target='$pool_or_server' ;;
        *) directive='' ;;
    esac
    {
        echo "daemon on; worker_processes 1; pid $work/lb.pid; error_log $work/error.log;"
        echo "events {}"
        echo "http { access_log off; set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For;"
        echo 'map $cookie_srv $pool_or_server { default pool;'
        for s in 1 2 3 4 5; do echo "\"127.0.0.1:910$s\" 127.0.0.1:910$s;"; done
        echo "} upstream pool { $directive"
        for peer in "$@"; do
            echo "$peer" | awk -F: '{ print "server 127.0.0.1:910" $1 " weight=" $2 " " $3 ";" }'
        done
        echo "} server { listen 127.0.0.1:9180; location = /ready { return 204; } location / { proxy_pass http://$target;"
        echo 'add_header Set-Cookie "srv=$upstream_addr"; } } }'
    } > "$work/lb.conf"
}

haproxy_conf() {
    method=$1; shift
    algorithm=roundrobin; extra=
    case $method in
        static-rr | leastconn | first) algorithm=$method ;;
        source_map) algorithm=source ;;
        source_consistent) algorithm=source; extra='hash-type consistent' ;;
        hdr_map) algorithm='hdr(X-Key)' ;;
        hdr_consistent) algorithm='hdr(X-Key)'; extra='hash-type consistent' ;;
        hdr_consistent_avalanche) algorithm='hdr(X-Key)'; extra='hash-type consistent sdbm avalanche' ;;
        uri_map) algorithm=uri ;;
        random1) algorithm='random(1)' ;;
        random2) algorithm='random(2)' ;;
        cookie) extra='cookie SRV insert indirect nocache' ;;
        stick_src) extra='stick-table type ip size 10k
    stick on src' ;;
    esac
    {
        echo "global
    nbthread 1
    stats socket ipv4@127.0.0.1:9299 level admin
defaults
    mode http
    timeout connect 1s
    timeout client 10s
    timeout server 10s
    retries 3
    option redispatch 1
frontend f
    bind 127.0.0.1:9280
    monitor-uri /ready
    http-request set-src hdr(X-Forwarded-For)
    default_backend b
backend b
    balance $algorithm
    $extra"
        for peer in "$@"; do
            echo "$peer" | awk -F: '{ print "    server s" $1 " 127.0.0.1:910" $1 " weight " $2 " cookie s" $1 \
                ($3 == "down" ? " disabled" : "") }'
        done
    } > "$work/lb.cfg"
}

stop() { [ -z "$balancer" ] || end "$work/lb.pid"; }

# start PROGRAM METHOD PEERS: a fresh process.
start() {
    stop
    balancer=$1
    rm -f "$work"/jar.*
    load "$@"
}

# load PROGRAM METHOD PEERS: starts it, or puts the new configuration in place of the old one.
load() {
    program=$1; shift
    "${program}_conf" "$@"
    if [ "$program" = nginx ]; then
        if [ -s "$work/lb.pid" ]; then
            nginx -c "$work/lb.conf" -s reload 2>/dev/null
            # the old worker is gone when the master has one child that is not shutting down
            sleep 0.5
        else
            nginx -c "$work/lb.conf" 2>/dev/null
        fi
        port=9180
    else
        old=; [ -s "$work/lb.pid" ] && old=$(cat "$work/lb.pid")
        haproxy -D -q -f "$work/lb.cfg" -p "$work/lb.pid" ${old:+-sf $old} 2>/dev/null
        [ -z "$old" ] || gone "$old"
        port=9280
    fi
    tries=0
    # a page of the balancer itself, so that nobody's turn is used up
    while ! curl -sf -o /dev/null --max-time 1 "http://127.0.0.1:$port/ready" && [ $tries -lt 40 ]; do
        sleep 0.05; tries=$((tries + 1))
    done
}

# ask USER ADDRESS KEY: prints the number of the server, or E.
ask() {
    body=$(curl -s --max-time 20 -H "X-Forwarded-For: $2" -H "X-Key: $3" \
        -b "$work/jar.$1" -c "$work/jar.$1" "http://127.0.0.1:$port/")
    case $body in [1-5]) printf %s "$body" ;; *) printf E ;; esac
}

tell_haproxy() { echo "$1" | curl -s --max-time 1 telnet://127.0.0.1:9299 > /dev/null; }

# ---- the story -------------------------------------------------------------------------------------

# find SERVER: the first user of the search whom a fresh balancer sends there; "ADDRESS KEY".
find_user() {
    i=0
    while [ $i -lt 60 ]; do
        case $found in
            key) who="192.0.2.1 user$i" ;;
            address) who="203.0.$i.10 -" ;;
        esac
        [ "$(ask probe $who)" = "$1" ] && { echo "$who"; return; }
        rm -f "$work/jar.probe"
        i=$((i + 1))
    done
    echo "198.51.100.4 -"
}

# row PROGRAM METHOD STRANGERS HOW-USERS-ARE-FOUND WEIGHTS
row() {
    program=$1; method=$2; strangers=$3; found=$4; weights=$5
    [ -z "$only" ] || [ "$only" = "$program $method" ] || return 0
    peers=; both=; n=0
    for w in $weights; do
        n=$((n + 1)); [ $n -le 4 ] || break
        peers="$peers $n:$w"
        if [ $n = 3 ]; then both="$both $n:$w:down"; else both="$both $n:$w"; fi
    done
    down=$both; fifth=
    [ $n -lt 4 ] || { both="$both 5:1"; fifth=" 5:1"; }
    u1='192.0.2.1 -'; u2='192.0.2.2 -'
    for s in 1 2 3 4 5; do serve $s; done
    if [ "$found" != any ]; then
        start "$program" "$method" $peers; u1=$(find_user 3)
        start "$program" "$method" $peers; u2=$(find_user 1)
    fi
    line=
    for variant in normal killed down reload runtime both; do
        [ "$program $variant" != 'nginx runtime' ] || { line="$line | -"; continue; }
        for s in 1 2 3 4 5; do serve $s; done
        case $variant in
            runtime) start "$program" "$method" $peers ${fifth:+5:1:down} ;;
            *) start "$program" "$method" $peers ;;
        esac
        i=0
        while [ $i -lt "$strangers" ]; do
            ask "stranger$i" "192.0.2.$((50 + i))" x > /dev/null; i=$((i + 1))
        done
        t0=$(ask 1 $u1); t1=$(ask 1 $u1); t2=$(ask 2 $u2)
        case $variant in
            killed) end "$work/s3.pid" -KILL ;;
            down) if [ "$program" = nginx ]; then load nginx "$method" $down
                else tell_haproxy 'disable server b/s3'; fi ;;
            reload) load "$program" "$method" $peers $fifth ;;
            runtime) [ -z "$fifth" ] || tell_haproxy 'enable server b/s5' ;;
            both) load "$program" "$method" $both ;;
        esac
        t3=$(ask 1 $u1)
        tail=
        for k in 0 1 2 3 4 5; do tail="$tail$(ask "new$k" "198.18.$k.7" "n$k")"; done
        line="$line | $t3 [$tail]"
    done
    echo "| $program | $method | t0 $t0, t1 $t1, t2 $t2$line |"
}

equal='1 1 1 1 1'
echo '| program | algorithm | t0, t1, t2 | normal | killed | down | reload | run time | both |'
row nginx rr 2 any "$equal"
row nginx wrr511 4 any '5 1 1'
row nginx wrr322 2 any '3 2 2'
row nginx ip_hash 0 address "$equal"
row nginx hash 0 key "$equal"
row nginx hash_consistent 0 key "$equal"
row nginx least_conn 2 any "$equal"
row nginx random 0 any "$equal"
row nginx random2 0 any "$equal"
row nginx sticky_map 2 any "$equal"
row haproxy roundrobin 2 any "$equal"
row haproxy static-rr 2 any "$equal"
row haproxy wrr511 6 any '5 1 1'
row haproxy leastconn 2 any "$equal"
row haproxy first 0 any "$equal"
row haproxy source_map 0 address "$equal"
row haproxy source_consistent 0 address "$equal"
row haproxy hdr_map 0 key "$equal"
row haproxy hdr_consistent 0 key "$equal"
row haproxy hdr_consistent_avalanche 0 key "$equal"
row haproxy uri_map 0 any "$equal"
row haproxy random1 4 any "$equal"
row haproxy random2 2 any "$equal"
row haproxy cookie 2 any "$equal"
row haproxy stick_src 2 any "$equal"
