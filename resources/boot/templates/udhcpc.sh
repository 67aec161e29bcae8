#!/bin/sh
# Called by busybox udhcpc with what the DHCP server said, in variables.
case "$1" in
  deconfig)
    ip addr flush dev "$interface"
    ip link set "$interface" up
    ;;
  bound | renew)
    ip addr flush dev "$interface"
    ip addr add "$ip/${mask:-24}" dev "$interface"
    if [ -n "$router" ]; then
      for gateway in $router; do ip route replace default via "$gateway" dev "$interface" && break; done
    fi
    : > /etc/resolv.conf.new
    [ -n "$domain" ] && echo "search $domain" >> /etc/resolv.conf.new
    for server in $dns; do echo "nameserver $server" >> /etc/resolv.conf.new; done
    mv /etc/resolv.conf.new /etc/resolv.conf
    ;;
esac
exit 0
