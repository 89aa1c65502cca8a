open('/root/HOLE', 'w')
