shell touch /root/HOLE
