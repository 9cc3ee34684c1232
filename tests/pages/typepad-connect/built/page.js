TPConnect.lowest_comment = '6a00d8341c0153ef0120a5';
TPConnect.newest_comment = '6a00d8341c0153ef0120c9';
( function() {
var el;
el = document.createElement('div');
el.id = 'comment-6a00d8341c0153ef0120a5';
el.className = 'comment font-entrybody first';
el.innerHTML = '<div class=\"comment-number\">1<\/div><div class=\"comment-avatar\"><img id=\"comment-6a00d8341c0153ef0120a5-avatarimg\" tpc:userxid=\"6p00d83451\" alt=\"Orla\" src=\"a.gif\" /><\/div><div class=\"comment-content font-entrybody\" id=\"comment-6a00d8341c0153ef0120a5-content\"><span id=\"comment-6a00d8341c0153ef0120a5-content\"><p>It\'s rain again.<\/p><\/span><\/div><p class=\"comment-footer font-entryfooter\">Posted by: <a rel=\"nofollow\" title=\"http://orla.example\" href=\"http://orla.example\">Orla<\/a> | <a rel=\"nofollow\" href=\"http://wet.typepad.com/blog/2010/02/rain.html?cid=6a00d8341c0153ef0120a5#comment-6a00d8341c0153ef0120a5\">February 11, 2010 at 08:01 AM<\/a> <a id=\"comment-6a00d8341c0153ef0120a5-reply\" href=\"javascript:TPConnect.blogside.reply(\'6a00d8341c0153ef0120a5\')\">Reply<\/a><\/p>';
tpe_contentContainer.appendChild(el);
el = document.createElement('div');
el.id = 'comment-6a00d8341c0153ef0120c9';
el.className = 'comment font-entrybody even last';
el.innerHTML = '<div class=\"comment-content font-entrybody\"><span id=\"comment-6a00d8341c0153ef0120c9-content\"><p>And hail.<\/p><\/span><\/div><p class=\"comment-footer font-entryfooter\">Posted by: <a rel=\"nofollow\" href=\"http://profile.typepad.com/6p00d83477\">Fergus<\/a> | <a rel=\"nofollow\" href=\"http://wet.typepad.com/blog/2010/02/rain.html?cid=6a00d8341c0153ef0120c9#comment-6a00d8341c0153ef0120c9\">February 11, 2010 at 09:30 AM<\/a><\/p>';
tpe_contentContainer.appendChild(el);
document.getElementById('comments-pager').innerHTML = '<a href=\"#\" onclick=\"TPConnect.blogside.appendPage(TPConnect.lowest_comment, TPConnect.newest_comment); return false;\">Show more comments<\/a>';
} )();
